import { createFileRoute } from '@tanstack/react-router';
import { safePath } from '../../features/access/safe-path.ts';
import { SignInPage } from '../../features/access/sign-in-page.tsx';
import { requireNoSession } from '../guards.ts';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search): { to?: string } => safePath(search['to']),
  beforeLoad: ({ context }) => requireNoSession(context),
  component: () => <SignInPage to={Route.useSearch().to} />,
});
