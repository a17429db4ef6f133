import { createFileRoute } from '@tanstack/react-router';
import { WorkflowRunPage } from '../../../features/workflows/run/workflow-run-page.tsx';

export const Route = createFileRoute('/_shell/workflows/runs/$runId')({
  component: () => <WorkflowRunPage key={Route.useParams().runId} id={Route.useParams().runId} />,
});
