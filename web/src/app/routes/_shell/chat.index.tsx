import { createFileRoute } from '@tanstack/react-router';
import { NewChatPage } from '../../../features/chat/new-chat-page.tsx';

export const Route = createFileRoute('/_shell/chat/')({
  validateSearch: ({ agent, text }: Record<string, unknown>): { agent?: string; text?: string } => ({
    ...(typeof agent === 'string' ? { agent } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  }),
  component: () => <NewChatPage {...Route.useSearch()} />,
});
