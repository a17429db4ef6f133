import { createFileRoute } from '@tanstack/react-router';
import { requireSession } from '../guards.ts';
import { Shell } from '../shell/shell.tsx';

export const Route = createFileRoute('/_shell')({
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: Shell,
});
