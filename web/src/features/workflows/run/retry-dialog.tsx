import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeRun } from '../../../lib/api-types.ts';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { draftValue, editedValue } from '../../../ui/value-draft.ts';
import { ValueForm } from '../../../ui/value-form.tsx';
import type { Draft, DraftNode } from '../flow/draft.ts';
import { changesOf } from './changes.ts';
import { rerunPlan } from './rerun-plan.ts';

interface RetryDialogProps {
  run: WholeRun;
  path: string;
  onClose: () => void;
}

/** Runs again from a node on, with what it was given as it is or changed. */
export function RetryDialog({ run, path, onClose }: RetryDialogProps) {
  const { t } = useTranslation();
  const found = useRead('GET /api/v1/workflow-runs/{id}/node', { params: { id: run.id }, query: { path } });
  return (
    <Modal opened onClose={onClose} title={t('workflows.retryHere')} size="lg">
      <Loaded of={found}>
        {({ given, editable }) => (
          <RetryForm run={run} path={path} given={partsOf(given, editable)} onClose={onClose} />
        )}
      </Loaded>
    </Modal>
  );
}

/** Who decides an approval or which tool is meant is the definition's alone: only the rest is offered. */
function partsOf(given: unknown, names: readonly string[]): Record<string, unknown> {
  const all = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  return Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name]]));
}

function RetryForm({ run, path, given, onClose }: RetryDialogProps & { given: Record<string, unknown> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => draftValue(given));
  const retry = useWrite('POST /api/v1/workflow-runs/{id}/retries', ['GET /api/v1/workflow-runs']);
  const { value, faults } = editedValue(draft);
  const start = async () => {
    const edit = changesOf(given, value as Record<string, unknown>);
    const body = { node: path, ...(Object.keys(edit).length > 0 ? { edit } : {}) };
    const { runId } = await retry.mutateAsync({ params: { id: run.id }, body });
    onClose();
    await navigate({ to: `/workflows/runs/${runId}` });
  };
  return (
    <Stack>
      <Plan run={run} path={path} />
      <ValueForm draft={draft} onChange={setDraft} />
      <FormProblem error={retry.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          loading={retry.isPending}
          disabled={faults.length > 0}
          // The mutation holds the failure; the form shows it.
          onClick={() => void start().catch(() => undefined)}
          data-testid="retry-start"
        >
          {t('workflows.retryStart')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What the new run does anew and what it takes over, before it is begun. */
function Plan({ run, path }: Pick<RetryDialogProps, 'run' | 'path'>) {
  const { t } = useTranslation();
  const { again, kept } = rerunPlan(run.definition as unknown as Draft, run.nodes, path);
  const names = (nodes: DraftNode[]) => nodes.map(({ id, title }) => title || id).join(', ');
  return (
    <Stack gap={4} data-testid="retry-plan">
      <Text size="sm" c="dimmed">
        {t('workflows.retryText')}
      </Text>
      <Text size="sm">{t('workflows.runsAgain', { names: names(again) })}</Text>
      {kept.length > 0 && <Text size="sm">{t('workflows.takenOver', { names: names(kept) })}</Text>}
    </Stack>
  );
}
