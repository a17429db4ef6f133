import { createFileRoute } from '@tanstack/react-router';
import { EditorPage } from '../../../features/workflows/editor/editor-page.tsx';

export const Route = createFileRoute('/_shell/workflows/$workflowId/')({
  component: () => <EditorPage key={Route.useParams().workflowId} id={Route.useParams().workflowId} />,
});
