import { createFileRoute } from '@tanstack/react-router';
import { type RunFilter, runFilter } from '../../../features/workflows/list/run-filter.ts';
import { WorkflowRunsPage } from '../../../features/workflows/list/workflow-runs-page.tsx';

export const Route = createFileRoute('/_shell/workflows/runs/')({
  validateSearch: (search: Record<string, unknown>): RunFilter => runFilter(search),
  component: () => <WorkflowRunsPage filter={Route.useSearch()} />,
});
