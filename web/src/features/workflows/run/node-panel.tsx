import { ActionIcon, Alert, Anchor, Badge, Button, Group, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconRotateClockwise2, IconTimeline, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeState, WholeRun } from '../../../lib/api-types.ts';
import { useApi } from '../../../lib/client.tsx';
import { isTexts } from '../../../lib/json-value.ts';
import { useCan } from '../../../lib/queries.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { ValueView } from '../../../ui/value-view.tsx';
import { type DraftNode, hasContents } from '../flow/draft.ts';
import { NODE_KINDS } from '../flow/node-kind.tsx';
import { NodeStateSign } from '../flow/node-state.tsx';
import { usePortText } from '../flow/use-port-text.ts';
import frame from '../frame.module.css';
import { LiveText } from './live-text.tsx';
import { NodeApproval } from './node-approval.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { Rounds } from './rounds.tsx';
import { SignalForm } from './signal-form.tsx';
import { hasEnded } from './use-live-run.ts';

interface NodePanelProps {
  run: WholeRun;
  node: DraftNode;
  path: string;
  state: NodeState | null;
  onEnter: (index?: number) => void;
  onClose: () => void;
}

/** One node of a run: its state, what it was given and gave, and what it waits for. */
export function NodePanel({ run, node, path, state, onEnter, onClose }: NodePanelProps) {
  const { t } = useTranslation();
  const say = useCodeText();
  const portText = usePortText();
  const { icon: Icon, color } = NODE_KINDS[node.type];
  const isWaiting = state?.state === 'waiting' && !hasEnded(run);
  return (
    <div className={frame.inner} data-testid="node-panel">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ThemeIcon variant="light" color={color} size={38} radius="md">
          <Icon size={21} stroke={1.7} />
        </ThemeIcon>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Title order={2} size="h5" lineClamp={2}>
            {node.title || node.id}
          </Title>
          <Text size="xs" c="dimmed" truncate>
            {t(`nodeType.${node.type}`)} · {path}
          </Text>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}>
          <IconX size={17} />
        </ActionIcon>
      </Group>
      <Group gap="xs">
        <span style={{ fontSize: 13 }} data-testid="node-state" data-state={state?.state ?? 'idle'}>
          <NodeStateSign state={state?.state ?? 'idle'} />
        </span>
        {state !== null && state.attempt > 1 && (
          <Badge variant="light" color="gray" tt="none" radius="sm">
            {t('runs.attemptNumber', { attempt: state.attempt })}
          </Badge>
        )}
        {state?.cached && (
          <Badge variant="light" color="teal" tt="none" radius="sm" data-testid="node-cached">
            {t('workflows.cached')}
          </Badge>
        )}
        {state?.ports.map((port) => (
          <Badge key={port} variant="light" color="grape" tt="none" radius="sm">
            {portText(port)}
          </Badge>
        ))}
      </Group>
      {state?.error && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={state.error.code}>
          {say(state.error.code, state.error.message)}
        </Alert>
      )}
      {isWaiting && node.type === 'approval' && state.runId && <NodeApproval id={state.runId} />}
      {isWaiting && node.type === 'wait' && (
        <SignalForm runId={run.id} signals={isTexts(node['signals']) ? node['signals'] : []} />
      )}
      {hasContents(node) && <Rounds run={run} path={path} onEnter={onEnter} />}
      {node.type === 'agent' && state?.state === 'running' && state.runId && <LiveText runId={state.runId} />}
      {state && state.state !== 'idle' && !(isWaiting && node.type === 'approval') && (
        <Values run={run} path={path} state={state} />
      )}
      {state && <Further run={run} path={path} state={state} />}
    </div>
  );
}

function Values({ run, path, state }: { run: WholeRun; path: string; state: NodeState }) {
  const { t } = useTranslation();
  const api = useApi();
  // Read again once the node has ended or is tried anew.
  const found = useQuery({
    queryKey: ['GET /api/v1/workflow-runs/{id}/node', run.id, path, state.state, state.attempt],
    queryFn: ({ signal }) =>
      api.call('GET /api/v1/workflow-runs/{id}/node', { params: { id: run.id }, query: { path }, signal }),
  });
  return (
    <Loaded of={found} loading={<LoadingRows rows={2} />}>
      {({ given, result }) => (
        <>
          {result !== undefined && state.state !== 'running' && state.state !== 'waiting' && (
            <section className={frame.section} data-testid="node-result">
              <Title order={3} size="h6">
                {t('workflows.result')}
              </Title>
              <ValueView value={result} isTidy />
            </section>
          )}
          {given !== undefined && (
            <section className={frame.section} data-testid="node-given">
              <Title order={3} size="h6">
                {t('workflows.given')}
              </Title>
              <ValueView value={withoutType(given)} isTidy />
            </section>
          )}
        </>
      )}
    </Loaded>
  );
}

/** A task's type is what the node is: it need not be said again. */
function withoutType(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const { type: _, ...rest } = given as Record<string, unknown>;
  return rest;
}

/** The way to the task's own log, and to another run from here. */
function Further({ run, path, state }: { run: WholeRun; path: string; state: NodeState }) {
  const { t } = useTranslation();
  const can = useCan();
  const [isRetrying, setRetrying] = useState(false);
  const mayRetry = hasEnded(run) && state.state !== 'idle' && can('run', 'Workflow') && can('create', 'Run');
  return (
    <Group gap="sm">
      {mayRetry && (
        <Button
          variant="light"
          size="xs"
          leftSection={<IconRotateClockwise2 size={15} />}
          onClick={() => setRetrying(true)}
          data-testid="node-retry"
        >
          {t('workflows.retryHere')}
        </Button>
      )}
      {state.runId && (
        <Anchor component={Link} to={`/runs/${state.runId}`} size="sm">
          <IconTimeline size={15} style={{ verticalAlign: '-2px' }} /> {t('runs.timeLine')}
        </Anchor>
      )}
      {isRetrying && <RetryDialog run={run} path={path} onClose={() => setRetrying(false)} />}
    </Group>
  );
}
