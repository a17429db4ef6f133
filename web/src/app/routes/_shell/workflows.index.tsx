import { createFileRoute } from '@tanstack/react-router';
import { WorkflowsPage } from '../../../features/workflows/list/workflows-page.tsx';

export const Route = createFileRoute('/_shell/workflows/')({ component: WorkflowsPage });
