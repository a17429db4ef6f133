import { createFileRoute } from '@tanstack/react-router';
import { RunPage } from '../../../features/runs/run-page.tsx';

export const Route = createFileRoute('/_shell/runs/$runId')({
  component: () => <RunPage key={Route.useParams().runId} id={Route.useParams().runId} />,
});
