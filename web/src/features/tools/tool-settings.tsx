import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ToolSettings as Settings, Tool } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { TOOLS_TOUCHED } from './touched.ts';

type Number = 'timeoutMs' | 'retries' | 'ratePerMinute' | 'cacheTtlMs' | 'costMicros';
/** How many of what is stored make one of what is shown. */
const UNITS: Record<Number, number> = {
  timeoutMs: 1_000,
  retries: 1,
  ratePerMinute: 1,
  cacheTtlMs: 1_000,
  costMicros: 1_000_000,
};

const shownValue = (value: number | null, unit: number) => (value === null ? null : String(value / unit));

/** How the workspace handles a tool. What is left empty is as the tool itself says. */
export function ToolSettings({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const may = useCan()('edit', 'Tool');
  const [draft, setDraft] = useState<Settings>(tool.settings);
  const save = useWrite('PUT /api/v1/tools/{name}/settings', TOOLS_TOUCHED);
  const isRead = tool.effect === 'read';
  const submit = async () => {
    await save.mutateAsync({ params: { name: tool.name }, body: draft });
    notifications.show({ message: t('common.saved') });
  };
  const number = (key: Number) => (
    <NumberInput
      label={t(`tools.traits.${key}`)}
      description={t('tools.holds', {
        value: shownValue(tool.traits[key], UNITS[key]) ?? t('tools.noBound'),
      })}
      min={0}
      disabled={!may}
      value={draft[key] === undefined || draft[key] === null ? '' : draft[key] / UNITS[key]}
      onChange={(value) => {
        const { [key]: _, ...rest } = draft;
        setDraft(
          (typeof value === 'number' ? { ...rest, [key]: Math.round(value * UNITS[key]) } : rest) as Settings,
        );
      }}
      data-testid={`set-${key}`}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit().catch(() => undefined);
      }}
    >
      <Stack>
        <Switch
          label={t('tools.enabled')}
          description={t('tools.enabledText')}
          disabled={!may}
          checked={draft.enabled ?? true}
          onChange={({ currentTarget }) => setDraft({ ...draft, enabled: currentTarget.checked })}
          data-testid="set-enabled"
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t('tools.approval')}
            disabled={!may}
            allowDeselect={false}
            value={draft.approval ?? 'policy'}
            onChange={(value) => setDraft({ ...draft, approval: value as 'policy' | 'never' | 'ask' })}
            data={(['policy', 'never', 'ask'] as const).map((value) => ({
              value,
              label: t(`tools.approvals.${value}`),
            }))}
            data-testid="set-approval"
          />
          <Select
            label={t('tools.risk')}
            disabled={!may}
            allowDeselect={false}
            value={draft.risk ?? tool.traits.risk}
            onChange={(value) => setDraft({ ...draft, risk: value as Tool['traits']['risk'] })}
            data={(['low', 'medium', 'high'] as const).map((value) => ({
              value,
              label: t(`tools.risks.${value}`),
            }))}
          />
          {number('timeoutMs')}
          {number('ratePerMinute')}
          {isRead && number('retries')}
          {isRead && number('cacheTtlMs')}
          {number('costMicros')}
        </SimpleGrid>
        {!isRead && (
          <Text size="xs" c="dimmed">
            {t('tools.noRepeat')}
          </Text>
        )}
        <FormProblem error={save.error} />
        {may && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} data-testid="set-save">
              {t('common.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
