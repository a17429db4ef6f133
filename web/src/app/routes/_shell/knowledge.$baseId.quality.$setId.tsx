import { createFileRoute } from '@tanstack/react-router';
import { SetPage } from '../../../features/knowledge/quality/set-page.tsx';

export const Route = createFileRoute('/_shell/knowledge/$baseId/quality/$setId')({
  component: () => <SetPage {...Route.useParams()} />,
});
