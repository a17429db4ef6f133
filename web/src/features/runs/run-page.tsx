import { Alert, Anchor, Collapse, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../lib/api-types.ts';
import { useRead } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { useRunFold } from '../../lib/use-run-fold.ts';
import { Page } from '../../ui/page.tsx';
import { RunState, useProcedureName } from '../../ui/run-state.tsx';
import { ErrorState, Loaded, LoadingRows } from '../../ui/states.tsx';
import { EventLines } from './event-lines.tsx';
import { RunActs } from './run-acts.tsx';
import styles from './runs.module.css';
import { foldTimeLine, type TimeLine } from './time-line.ts';
import { TimeLineSteps } from './time-line-steps.tsx';

export function RunPage({ id }: { id: string }) {
  const run = useRead('GET /api/v1/runs/{id}', { params: { id } });
  return <Loaded of={run}>{(found) => <LoadedRun run={found} />}</Loaded>;
}

function LoadedRun({ run }: { run: Run }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const nameOf = useProcedureName();
  const { state: line, problem } = useRunFold(run.id, foldTimeLine);
  const state = line?.state ?? run.state;
  const error = line?.error ?? run.error;
  const above = (
    <Anchor component={Link} to="/runs" size="sm" c="dimmed">
      {t('shell.runs')}
    </Anchor>
  );
  const acts = <RunActs runId={run.id} state={state} isPaused={line?.isPaused ?? run.pausedAt !== null} />;
  return (
    <Page title={run.label || nameOf(run.procedure)} above={above} actions={acts} width={900}>
      <Facts run={run} line={line} state={state} />
      {error && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} mb="lg" title={error.code}>
          {say(error.code, error.message)}
        </Alert>
      )}
      <Title order={2} size="h4" mb="md">
        {t('runs.timeLine')}
      </Title>
      {line ? (
        <TimeLineSteps steps={line.steps} />
      ) : problem ? (
        <ErrorState error={problem} />
      ) : (
        <LoadingRows />
      )}
      {line && line.events.length > 0 && <Log events={line.events} />}
    </Page>
  );
}

/** The raw events, for who wants to know exactly. */
function Log({ events }: { events: TimeLine['events'] }) {
  const { t } = useTranslation();
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <>
      <UnstyledButton
        className={styles.fold}
        onClick={toggle}
        aria-expanded={isOpen}
        data-testid="run-events"
      >
        <Title order={2} size="h4">
          {t('runs.events')}
        </Title>
        <Text c="dimmed" size="sm">
          {events.length}
        </Text>
        <IconChevronRight size={17} />
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen && <EventLines events={events} />}</Collapse>
    </>
  );
}

function Facts({ run, line, state }: { run: Run; line: TimeLine | null; state: Run['state'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useProcedureName();
  const startedAt = line?.startedAt ?? run.startedAt;
  const endedAt = line?.endedAt ?? run.finishedAt;
  const facts = [
    [t('runs.state'), <RunState key="state" state={state} />],
    [t('runs.procedure'), nameOf(run.procedure)],
    [t('runs.created'), format.time(run.createdAt)],
    [t('runs.duration'), startedAt && endedAt ? format.duration(endedAt - startedAt) : '–'],
    [t('runs.attempt'), format.number(run.attempt)],
  ] as const;
  return (
    <div className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed" mb={2}>
            {name}
          </Text>
          <Text size="sm" fw={550} component="div">
            {value}
          </Text>
        </div>
      ))}
    </div>
  );
}
