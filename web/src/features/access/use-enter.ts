import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Session } from '../../lib/api-types.ts';
import { useClient } from '../../lib/client.tsx';

/** Sends a form that answers with a session, keeps it, and opens the app. */
export function useEnter<F>(send: (form: F) => Promise<Session>, to = '/chat') {
  const { sessions, workspace } = useClient();
  const router = useRouter();
  return useMutation({
    mutationFn: send,
    onSuccess: (session) => {
      workspace.choose(null);
      sessions.write(session);
      return router.navigate({ href: to, replace: true });
    },
  });
}
