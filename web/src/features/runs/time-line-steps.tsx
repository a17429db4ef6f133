import { Badge, Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { EventLines } from './event-lines.tsx';
import styles from './runs.module.css';
import type { Step } from './time-line.ts';

export function TimeLineSteps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  if (steps.length === 0) return <Text c="dimmed">{t('runs.noSteps')}</Text>;
  return (
    <ol className={styles.steps}>
      {steps.map((step) => (
        <StepLine key={`${step.name}/${step.attempt}`} step={step} />
      ))}
    </ol>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, { toggle }] = useDisclosure(false);
  const { name, attempt, state, startedAt, endedAt, events } = step;
  return (
    <li className={styles.step} data-testid="run-step" data-state={state}>
      <span className={styles.dot} data-state={state} />
      <UnstyledButton className={styles.head} onClick={toggle} aria-expanded={isOpen}>
        <Text size="sm" fw={550} ff="monospace">
          {name}
        </Text>
        {attempt > 1 && (
          <Badge size="sm" variant="light" color="yellow" tt="none">
            {t('runs.attemptNumber', { attempt })}
          </Badge>
        )}
        {state !== 'done' && (
          <Text size="xs" c="dimmed">
            {t(`stepState.${state}`)}
          </Text>
        )}
        <Text size="xs" c="dimmed" ml="auto">
          {format.clock(startedAt)}
        </Text>
        <Text size="xs" c="dimmed" miw={64} ta="right">
          {endedAt === null ? '…' : format.duration(endedAt - startedAt)}
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen && <EventLines events={events} />}</Collapse>
    </li>
  );
}
