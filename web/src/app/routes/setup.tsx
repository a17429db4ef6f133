import { createFileRoute } from '@tanstack/react-router';
import { SetupPage } from '../../features/access/setup-page.tsx';
import { requireNoSession } from '../guards.ts';

export const Route = createFileRoute('/setup')({
  beforeLoad: ({ context }) => requireNoSession(context),
  component: SetupPage,
});
