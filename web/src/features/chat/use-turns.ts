import { useCallback } from 'react';
import type { Message } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { useTellProblem } from '../../ui/use-confirm.tsx';
import type { Draft } from './composer.tsx';
import { newestLeaf } from './thread.ts';
import { pinned, type TurnOptions } from './turn-options.ts';
import { useLatest } from './use-latest.ts';

interface TurnNeeds {
  id: string;
  messages: readonly Message[];
  options: TurnOptions;
  reload: () => Promise<void>;
}

/** What a person does in a conversation. Each act tells its failure, and throws it where a draft must be kept. */
export function useTurns(given: TurnNeeds) {
  const api = useApi();
  const latest = useLatest({ ...given, tell: useTellProblem() });
  const { id } = given;

  const attempt = useCallback(
    async (act: () => Promise<unknown>) => {
      const { tell, reload } = latest.current;
      try {
        await act();
      } catch (error) {
        tell(error);
        throw error;
      } finally {
        await reload();
      }
    },
    [latest],
  );
  const send = useCallback(
    (draft: Draft, parentId?: string | null) => {
      const body = {
        ...draft,
        ...pinned(latest.current.options),
        ...(parentId === undefined ? {} : { parentId }),
      };
      return attempt(() => api.call('POST /api/v1/conversations/{id}/messages', { params: { id }, body }));
    },
    [api, id, attempt, latest],
  );
  const edit = useCallback(
    (message: Message, text: string) =>
      send({ text, attachments: message.attachments.map((file) => file.id) }, message.parentId),
    [send],
  );
  const regenerate = useCallback(
    (messageId: string) => {
      const route = 'POST /api/v1/conversations/{id}/messages/{messageId}/regeneration';
      const body = pinned(latest.current.options);
      void attempt(() => api.call(route, { params: { id, messageId }, body })).catch(() => undefined);
    },
    [api, id, attempt, latest],
  );
  const switchTo = useCallback(
    (messageId: string) => {
      const headId = newestLeaf(latest.current.messages, messageId);
      const act = () => api.call('PATCH /api/v1/conversations/{id}', { params: { id }, body: { headId } });
      void attempt(act).catch(() => undefined);
    },
    [api, id, attempt, latest],
  );
  const stop = useCallback(
    (runId: string) => {
      const act = () => api.call('PUT /api/v1/runs/{id}/cancellation', { params: { id: runId } });
      void attempt(act).catch(() => undefined);
    },
    [api, attempt],
  );
  return { send, edit, regenerate, switchTo, stop };
}
