import { Button, Text, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeState, WholeRun } from '../../../lib/api-types.ts';
import { useCan } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import type { Draft } from '../flow/draft.ts';
import { NodeStateSign } from '../flow/node-state.tsx';
import frame from '../frame.module.css';
import { ForkMenu } from './fork-menu.tsx';
import { begunNodes, nodeTitle } from './rerun-plan.ts';
import { RetryDialog } from './retry-dialog.tsx';
import { hasEnded } from './use-live-run.ts';

const SHOWN_AT_FIRST = 12;

interface RunTimeLineProps {
  run: WholeRun;
  onPick: (node: string) => void;
}

/** What happened, in order; once the run has ended another one can branch off at any point. */
export function RunTimeLine({ run, onPick }: RunTimeLineProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [from, setFrom] = useState<string | null>(null);
  const [isWhole, setWhole] = useState(false);
  const begun = begunNodes(run.nodes);
  const mayFork = hasEnded(run) && can('run', 'Workflow') && can('create', 'Run');
  if (begun.length === 0) return null;
  const shown = isWhole ? begun : begun.slice(0, SHOWN_AT_FIRST);
  return (
    <section className={frame.section} data-testid="run-time-line">
      <Title order={2} size="h5">
        {t('workflows.timeLine')}
      </Title>
      {mayFork && (
        <Text size="xs" c="dimmed">
          {t('workflows.forkText')}
        </Text>
      )}
      <ol className={frame.events}>
        {shown.map((node) => (
          <Happened
            key={node.path}
            run={run}
            node={node}
            onPick={onPick}
            onFork={mayFork ? () => setFrom(node.path) : null}
          />
        ))}
      </ol>
      {shown.length < begun.length && (
        <Button
          size="xs"
          variant="default"
          onClick={() => setWhole(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('workflows.showAll', { count: begun.length })}
        </Button>
      )}
      {from !== null && <RetryDialog run={run} path={from} onClose={() => setFrom(null)} />}
    </section>
  );
}

interface HappenedProps extends RunTimeLineProps {
  node: NodeState;
  onFork: (() => void) | null;
}

function Happened({ run, node, onPick, onFork }: HappenedProps) {
  const format = useFormat();
  const title = nodeTitle(run.definition as unknown as Draft, node.path);
  const { path, state, startedAt, finishedAt } = node;
  return (
    <li className={frame.event} data-testid={`happened-${path}`}>
      <Text size="xs" c="dimmed" className={frame.clock}>
        {startedAt !== null && format.clock(startedAt)}
      </Text>
      <UnstyledButton
        className={frame.happened ?? ''}
        // What is inside of a map is reached through the map.
        onClick={() => onPick(/^\w+/.exec(path)?.[0] ?? path)}
      >
        <Text size="sm" truncate>
          {title}
        </Text>
        <Text size="xs" component="span">
          <NodeStateSign state={state} />
        </Text>
      </UnstyledButton>
      <Text size="xs" c="dimmed">
        {startedAt !== null && finishedAt !== null && format.duration(finishedAt - startedAt)}
      </Text>
      {onFork && <ForkMenu run={run} node={node} title={title} onAgain={onFork} />}
    </li>
  );
}
