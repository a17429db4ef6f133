import { createFileRoute } from '@tanstack/react-router';
import { BasePage } from '../../../features/knowledge/base-page.tsx';

export const Route = createFileRoute('/_shell/knowledge/$baseId/')({
  component: () => <BasePage id={Route.useParams().baseId} />,
});
