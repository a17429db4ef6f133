import { createFileRoute } from '@tanstack/react-router';
import { ToolPage } from '../../../features/tools/tool-page.tsx';

export const Route = createFileRoute('/_shell/tools/$name')({ component: Shown });

function Shown() {
  return <ToolPage name={Route.useParams().name} />;
}
