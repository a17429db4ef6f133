import { createFileRoute } from '@tanstack/react-router';
import { ConnectedPage } from '../../../features/tools/connected-page.tsx';

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

export const Route = createFileRoute('/_shell/tools/connected')({
  validateSearch: ({ code, state }: Record<string, unknown>) => ({ code: text(code), state: text(state) }),
  component: Shown,
});

function Shown() {
  const { code, state } = Route.useSearch();
  return <ConnectedPage code={code} state={state} />;
}
