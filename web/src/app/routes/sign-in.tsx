import { createFileRoute } from '@tanstack/react-router';
import { SignInPage } from '../../features/access/sign-in-page.tsx';
import { safePath } from '../../features/access/safe-path.ts';
import { requireNoSession } from '../guards.ts';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search): { to?: string } => safePath(search['to']),
  beforeLoad: ({ context }) => requireNoSession(context),
  component: () => <SignInPage to={Route.useSearch().to} />,
});
