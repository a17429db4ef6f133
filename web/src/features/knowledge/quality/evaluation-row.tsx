import { ActionIcon, Group, Progress, Table, Text, Tooltip } from '@mantine/core';
import { IconPlayerStop, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evaluation, RunEvent } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useRunFold } from '../../../lib/use-run-fold.ts';
import { RunState } from '../../../ui/run-state.tsx';
import { EVALUATIONS, type SetParams } from './routes.ts';
import { settingsText } from './settings-text.ts';

const UNDER_WAY: readonly Evaluation['state'][] = ['queued', 'running'];

interface EvaluationRowProps {
  evaluation: Evaluation;
  params: SetParams;
  /** What chooses it. */
  children: ReactNode;
}

export function EvaluationRow({ evaluation, params, children }: EvaluationRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { measures, createdAt, state } = evaluation;
  return (
    <Table.Tr data-testid="evaluation-row" data-state={state}>
      <Table.Td>{children}</Table.Td>
      <Table.Td>
        <Text size="sm">{settingsText(evaluation, t)}</Text>
        <Text size="xs" c="dimmed">
          {format.time(createdAt)}
          {measures && ` · ${t('quality.judged', { count: measures.judged, all: measures.questions })}`}
        </Text>
      </Table.Td>
      {measures ? (
        <>
          <Table.Td>{format.share(measures.recall)}</Table.Td>
          <Table.Td>{format.share(measures.ndcg)}</Table.Td>
          <Table.Td>{format.share(measures.mrr)}</Table.Td>
          <Table.Td>
            {measures.citationPrecision === null ? '–' : format.share(measures.citationPrecision)}
          </Table.Td>
          <Table.Td>
            {t('quality.latencies', {
              p50: format.duration(measures.latencyMs.p50),
              p95: format.duration(measures.latencyMs.p95),
            })}
          </Table.Td>
        </>
      ) : (
        <Table.Td colSpan={5}>
          {UNDER_WAY.includes(state) ? <UnderWay runId={evaluation.runId} /> : <RunState state={state} />}
        </Table.Td>
      )}
      <Table.Td>
        <Act evaluation={evaluation} params={params} />
      </Table.Td>
    </Table.Tr>
  );
}

interface Done {
  done: number;
  of: number;
}

function foldProgress() {
  let latest: Done = { done: 0, of: 0 };
  return {
    add({ type, payload }: RunEvent): Done {
      if (type === 'evaluation.progressed') latest = payload as unknown as Done;
      return latest;
    },
  };
}

function UnderWay({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const { state } = useRunFold(runId, foldProgress);
  const { done, of } = state ?? { done: 0, of: 0 };
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress
        flex={1}
        value={of === 0 ? 0 : (done / of) * 100}
        animated
        aria-label={t('quality.underWay')}
        data-testid="evaluation-progress"
      />
      <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {of === 0 ? t('quality.underWay') : t('quality.doneOf', { done, of })}
      </Text>
    </Group>
  );
}

/** One under way is stopped, any other is deleted. */
function Act({ evaluation, params }: { evaluation: Evaluation; params: SetParams }) {
  const { t } = useTranslation();
  const stop = useWrite('PUT /api/v1/runs/{id}/cancellation', [EVALUATIONS]);
  const remove = useWrite(
    'DELETE /api/v1/knowledge/bases/{id}/question-sets/{setId}/evaluations/{evaluationId}',
    [EVALUATIONS],
  );
  const isUnderWay = UNDER_WAY.includes(evaluation.state);
  const label = t(isUnderWay ? 'quality.stop' : 'quality.deleteMeasurement');
  const act = () =>
    isUnderWay
      ? stop.mutate({ params: { id: evaluation.runId } })
      : remove.mutate({ params: { ...params, evaluationId: evaluation.id } });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={act}
        loading={stop.isPending || remove.isPending}
        aria-label={label}
        data-testid={isUnderWay ? 'evaluation-stop' : 'evaluation-delete'}
      >
        {isUnderWay ? <IconPlayerStop size={17} /> : <IconTrash size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
