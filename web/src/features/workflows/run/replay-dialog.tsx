import { Alert, Anchor, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeRun } from '../../../lib/api-types.ts';
import { useCan, useList, useRead, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import type { Draft } from '../flow/draft.ts';
import { ReplayResult } from './replay-result.tsx';

interface ReplayDialogProps {
  run: WholeRun;
  onClose: () => void;
}

/** What another version of the workflow would have made of this run. Nothing is run. */
export function ReplayDialog({ run, onClose }: ReplayDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('replay.title')} size="xl">
      <Stack data-testid="replay-dialog">
        <Text size="sm" c="dimmed">
          {t('replay.text')}
        </Text>
        <Versions run={run} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

function Versions({ run, onClose }: ReplayDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const params = { id: run.workflowId };
  const versions = useList('GET /api/v1/workflows/{id}/versions', { params });
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <Loaded of={versions} loading={<LoadingRows rows={2} />}>
      {(items) => {
        const others = items.filter(({ version }) => version !== run.version);
        const version = chosen ?? others[0]?.version ?? null;
        if (version === null) return <OnlyVersion run={run} />;
        return (
          <>
            <Select
              label={t('replay.version', { version: run.version })}
              allowDeselect={false}
              value={String(version)}
              onChange={(value) => setChosen(Number(value))}
              data={others.map((one) => ({
                value: String(one.version),
                label: `${t('workflows.version', { version: one.version })} · ${format.time(one.createdAt)}`,
              }))}
              data-testid="replay-version"
            />
            <Against key={version} run={run} version={version} onClose={onClose} />
          </>
        );
      }}
    </Loaded>
  );
}

/** There is nothing to compare with yet: the way to a change. */
function OnlyVersion({ run }: { run: WholeRun }) {
  const { t } = useTranslation();
  return (
    <Alert variant="light" color="gray" title={t('replay.onlyOne')}>
      <Text size="sm" mb="xs">
        {t('replay.onlyOneText')}
      </Text>
      <Anchor component={Link} to={`/workflows/${run.workflowId}`} size="sm">
        {t('workflows.open')}
      </Anchor>
    </Alert>
  );
}

function Against({ run, version, onClose }: ReplayDialogProps & { version: number }) {
  const params = { id: run.workflowId };
  const other = useRead('GET /api/v1/workflows/{id}', { params, query: { version } });
  const after = (other.data?.definition ?? run.definition) as unknown as Draft;
  return (
    <ReplayResult run={run} target={{ version }} after={after}>
      <RunAnew run={run} version={version} onClose={onClose} />
    </ReplayResult>
  );
}

/** From looking to doing: the same input, run by the other version. */
function RunAnew({ run, version, onClose }: ReplayDialogProps & { version: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const start = useWrite('POST /api/v1/workflows/{id}/runs', ['GET /api/v1/workflow-runs']);
  if (!can('run', 'Workflow') || !can('create', 'Run')) return null;
  const begin = async () => {
    const body = { input: run.input, version };
    const { runId } = await start.mutateAsync({ params: { id: run.workflowId }, body });
    onClose();
    await navigate({ to: '/workflows/runs/$runId', params: { runId } });
  };
  return (
    <>
      <FormProblem error={start.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.close')}
        </Button>
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={start.isPending}
          // The mutation holds the failure; the form shows it.
          onClick={() => void begin().catch(() => undefined)}
          data-testid="replay-run"
        >
          {t('replay.runAnew', { version })}
        </Button>
      </Group>
    </>
  );
}
