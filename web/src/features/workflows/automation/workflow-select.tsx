import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';

interface WorkflowSelectProps {
  value: string | null;
  onChange: (id: string | null) => void;
}

export function WorkflowSelect({ value, onChange }: WorkflowSelectProps) {
  const { t } = useTranslation();
  const workflows = useList('GET /api/v1/workflows', {});
  return (
    <Select
      data-autofocus
      searchable
      allowDeselect={false}
      label={t('automation.workflow')}
      placeholder={t('automation.chooseWorkflow')}
      nothingFoundMessage={t('chat.noneFound')}
      value={value}
      onChange={onChange}
      data={workflows.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      data-testid="automation-workflow"
    />
  );
}
