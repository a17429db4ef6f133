import { Alert, Anchor, Button, Group, Modal, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPlay, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay, WholeRun } from '../../../lib/api-types.ts';
import { useCan, useList, useRead, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { ValueView } from '../../../ui/value-view.tsx';
import type { Draft } from '../flow/draft.ts';
import { ReplayedNodes } from './replayed-nodes.tsx';
import { useReplay } from './use-replay.ts';

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
            <Result key={version} run={run} version={version} onClose={onClose} />
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

function Result({ run, version, onClose }: ReplayDialogProps & { version: number }) {
  const replay = useReplay(run.id, version);
  const params = { id: run.workflowId };
  const other = useRead('GET /api/v1/workflows/{id}', { params, query: { version } });
  return (
    <Loaded of={replay} loading={<LoadingRows rows={4} />}>
      {(replayed) => (
        <Stack>
          <Verdict replayed={replayed} />
          <ReplayedNodes
            replayed={replayed}
            before={run.definition as unknown as Draft}
            after={(other.data?.definition ?? run.definition) as unknown as Draft}
          />
          <Outputs run={run} replayed={replayed} />
          <RunAnew run={run} version={version} onClose={onClose} />
        </Stack>
      )}
    </Loaded>
  );
}

/** The answer in one sentence. */
function Verdict({ replayed }: { replayed: Replay }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const others = replayed.nodes.filter(({ outcome }) => outcome !== 'same').length;
  if (replayed.error) {
    return (
      <Alert color="red" variant="light" title={t('replay.fails')}>
        {say(replayed.error.code, replayed.error.message)}
      </Alert>
    );
  }
  const isSame = others === 0;
  return (
    <Alert
      color={isSame ? 'spruce' : 'yellow'}
      variant="light"
      icon={<IconShieldCheck size={18} />}
      data-testid="replay-verdict"
    >
      {isSame ? t('replay.same') : t('replay.differs', { count: others })}
    </Alert>
  );
}

function Outputs({ run, replayed }: { run: WholeRun; replayed: Replay }) {
  const { t } = useTranslation();
  if (replayed.output === undefined) return null;
  if (JSON.stringify(replayed.output) === JSON.stringify(run.output)) {
    return (
      <Text size="sm" c="dimmed" data-testid="replay-output-same">
        {t('replay.outputSame')}
      </Text>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} data-testid="replay-outputs">
      {[
        { name: t('replay.outputBefore'), value: run.output },
        { name: t('replay.outputAfter'), value: replayed.output },
      ].map(({ name, value }) => (
        <section key={name}>
          <Title order={3} size="h6" mb="xs">
            {name}
          </Title>
          <ValueView value={value} />
        </section>
      ))}
    </SimpleGrid>
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
