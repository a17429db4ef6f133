import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';

/** The names of workflows; schedules and triggers outlive theirs for a while. */
export function useWorkflowName(): (id: string) => string {
  const { t } = useTranslation();
  const workflows = useList('GET /api/v1/workflows', {});
  return (id) => workflows.data?.find((workflow) => workflow.id === id)?.name ?? t('automation.goneWorkflow');
}
