import { createFileRoute } from '@tanstack/react-router';
import { ChatPage } from '../../../features/chat/chat-page.tsx';

export const Route = createFileRoute('/_shell/chat/$conversationId')({ component: Conversation });

function Conversation() {
  const { conversationId } = Route.useParams();
  return <ChatPage key={conversationId} id={conversationId} />;
}
