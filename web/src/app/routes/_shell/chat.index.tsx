import { createFileRoute } from '@tanstack/react-router';
import { NewChatPage } from '../../../features/chat/new-chat-page.tsx';

export const Route = createFileRoute('/_shell/chat/')({
  validateSearch: ({ agent }: Record<string, unknown>): { agent?: string } =>
    typeof agent === 'string' ? { agent } : {},
  component: () => <NewChatPage agent={Route.useSearch().agent} />,
});
