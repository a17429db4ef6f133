import { Button, Drawer, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget } from '../../lib/api-types.ts';
import { NO_LIMITS, readLimits } from '../../lib/limits.ts';
import { asProblem } from '../../lib/problem.ts';
import { useList, useRead, useWrite } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { BUDGETS_TOUCHED } from '../../ui/budget/raise-dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LimitsFields } from '../../ui/limits-fields.tsx';

const KINDS = ['workspace', 'user', 'agent'] as const;
type Kind = (typeof KINDS)[number];
const PERIODS: readonly Budget['period'][] = ['day', 'month', 'total'];
const OF_SUBJECT = new Set(['budget_exists', 'budget_subject_missing']);

/** Makes a budget of the workspace, a person or an agent. */
export function BudgetForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={t('budgets.create')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Fields onClose={onClose} />
    </Drawer>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const subjects = useSubjects();
  const [kind, setKind] = useState<Kind>('workspace');
  const [subjectId, setSubject] = useState<string | null>(null);
  const [period, setPeriod] = useState<Budget['period']>('month');
  const [draft, setDraft] = useState(NO_LIMITS);
  const [isTried, setTried] = useState(false);
  const create = useWrite('POST /api/v1/budgets', BUDGETS_TOUCHED);
  const { limits, faults } = readLimits(draft);
  const isEmpty = faults.length === 0 && Object.keys(limits).length === 0;
  const isSubjectMissing = kind !== 'workspace' && subjectId === null;
  const isOfSubject = create.error !== null && OF_SUBJECT.has(asProblem(create.error).code);
  const subjectError = isOfSubject
    ? say(create.error)
    : isTried && isSubjectMissing
      ? t('inputFault.needed')
      : null;
  const save = async () => {
    setTried(true);
    if (isEmpty || faults.length > 0 || isSubjectMissing) return;
    const subject = kind === 'workspace' || subjectId === null ? {} : { subjectId };
    await create.mutateAsync({ body: { kind, period, limits, ...subject } });
    onClose();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The mutation holds the failure; the form shows it.
        void save().catch(() => undefined);
      }}
    >
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t('budgets.of')}
          value={kind}
          onChange={(value) => {
            create.reset();
            setKind(value as Kind);
            setSubject(null);
          }}
          data={KINDS.map((value) => ({ value, label: t(`budgetKind.${value}`) }))}
        />
        <Text size="sm" c="dimmed">
          {t(`budgetKindText.${kind}`)}
        </Text>
        {kind !== 'workspace' && (
          <Select
            searchable
            withAsterisk
            label={t(`budgetKind.${kind}`)}
            error={subjectError}
            value={subjectId}
            onChange={(id) => {
              create.reset();
              setSubject(id);
            }}
            data={subjects[kind]}
            data-testid="budget-subject"
          />
        )}
        <Select
          label={t('budgets.period')}
          description={t('budgets.periodText')}
          allowDeselect={false}
          value={period}
          onChange={(value) => {
            create.reset();
            setPeriod(value as Budget['period']);
          }}
          error={kind === 'workspace' ? subjectError : null}
          data={PERIODS.map((value) => ({ value, label: t(`budgetPeriod.${value}`) }))}
          data-testid="budget-period"
        />
        <LimitsFields draft={draft} onChange={setDraft} />
        {isTried && isEmpty && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t('budgets.oneNeeded')}
          </Text>
        )}
        <FormProblem error={isOfSubject ? null : create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} data-testid="budget-save">
            {t('budgets.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The people and agents that a budget can be for. */
function useSubjects(): Record<'user' | 'agent', { value: string; label: string }[]> {
  const say = useAgentText();
  const members = useList('GET /api/v1/members', {}).data ?? [];
  const agents = useRead('GET /api/v1/agents', {}).data?.items ?? [];
  return {
    user: members.map(({ userId, name }) => ({ value: userId, label: name })),
    agent: agents.map((agent) => ({ value: agent.id, label: say.agent(agent).name })),
  };
}
