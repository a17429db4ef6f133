import { Alert, Text, Title, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WholeRun } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { ValueView } from '../../../ui/value-view.tsx';
import frame from '../frame.module.css';
import { BlockedBy } from './blocked-by.tsx';
import { RunTimeLine } from './run-time-line.tsx';
import { hasEnded } from './use-live-run.ts';

/** The run as a whole: what it answered, why it failed, what it was given, what it cost. */
export function RunOverview({ run, onPick }: { run: WholeRun; onPick: (node: string) => void }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const failed = run.nodes.find(({ state, path }) => state === 'failed' && !path.includes('['));
  const waiting = hasEnded(run)
    ? undefined
    : run.nodes.find(
        ({ state, type, path }) => state === 'waiting' && type !== 'delay' && !path.includes('['),
      );
  return (
    <div className={frame.inner} data-testid="run-overview">
      {run.error && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle size={18} />}
          title={t('workflows.failed')}
        >
          {say(run.error.code, run.error.message)}
          {failed && <Pick label={t('workflows.showNode')} onPick={() => onPick(failed.path)} />}
        </Alert>
      )}
      {run.pausedAt !== null && !hasEnded(run) && (
        <Alert
          color="yellow"
          variant="light"
          icon={<IconPlayerPause size={18} />}
          title={t('workflows.paused')}
        >
          {run.pauseReason ? say(run.pauseReason, run.pauseReason) : t('workflows.pausedText')}
        </Alert>
      )}
      {!hasEnded(run) && <BlockedBy blocks={run.blockedBy} />}
      {waiting && (
        <Alert color="yellow" variant="light" icon={<IconUserCheck size={18} />} title={t('workflows.waits')}>
          {t(waiting.type === 'approval' ? 'workflows.waitsDecision' : 'workflows.waitsSignal')}
          <Pick label={t('workflows.showNode')} onPick={() => onPick(waiting.path)} />
        </Alert>
      )}
      {run.output !== undefined && run.state === 'done' && (
        <section className={frame.section} data-testid="run-output">
          <Title order={2} size="h5">
            {t('workflows.result')}
          </Title>
          <ValueView value={run.output} />
        </section>
      )}
      <Facts run={run} />
      <RunTimeLine run={run} onPick={onPick} />
      <section className={frame.section}>
        <Title order={2} size="h5">
          {t('workflows.given')}
        </Title>
        <ValueView value={run.input} />
      </section>
    </div>
  );
}

function Pick({ label, onPick }: { label: string; onPick: () => void }) {
  return (
    <UnstyledButton display="block" mt={6} fz="sm" fw={600} td="underline" onClick={onPick}>
      {label}
    </UnstyledButton>
  );
}

function Facts({ run }: { run: WholeRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { startedAt, finishedAt, usage } = run;
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  const facts: (readonly [string, string])[] = [
    [t('workflows.origin'), t(`origin.${run.origin}`)],
    [t('runs.duration'), startedAt && finishedAt ? format.duration(finishedAt - startedAt) : '–'],
    [t('workflows.tokens'), format.number(tokens)],
    [t('workflows.cost'), format.cost(usage.costMicros ?? 0)],
  ];
  if (run.expectedAt !== null && !hasEnded(run)) {
    facts.push([t('workflows.expected'), format.clock(run.expectedAt)]);
  }
  return (
    <div className={frame.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text size="sm" fw={550}>
            {value}
          </Text>
        </div>
      ))}
    </div>
  );
}
