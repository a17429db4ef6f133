import { createFileRoute } from '@tanstack/react-router';
import { AutomationPage } from '../../../features/workflows/automation/automation-page.tsx';

export const Route = createFileRoute('/_shell/workflows/$workflowId/automation')({
  component: () => <AutomationPage key={Route.useParams().workflowId} id={Route.useParams().workflowId} />,
});
