import { createFileRoute } from '@tanstack/react-router';
import { requireSession, requireTexts } from '../guards.ts';
import { Shell } from '../shell/shell.tsx';

export const Route = createFileRoute('/_shell')({
  beforeLoad: ({ context, location }) =>
    Promise.all([requireSession(context, location.href), requireTexts(location.pathname)]).then(
      () => undefined,
    ),
  component: Shell,
});
