import { Badge, Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { EventLines } from './event-lines.tsx';
import styles from './runs.module.css';
import { stepTitle } from './step-title.ts';
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

/** The step in the reader's words, where it is one that the product knows. */
function useStepTitle(step: Step): string | null {
  const { t, i18n } = useTranslation();
  const title = stepTitle(step);
  if (title === null) return null;
  const tool = title.tool && i18n.exists(`tool.${title.tool}`) ? t(`tool.${title.tool}`) : title.tool;
  return t(title.key, { number: title.number, tool });
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, { toggle }] = useDisclosure(false);
  const title = useStepTitle(step);
  const { name, attempt, state, startedAt, endedAt, events } = step;
  return (
    <li className={styles.step} data-testid="run-step" data-state={state}>
      <span className={styles.dot} data-state={state} />
      <UnstyledButton className={styles.head} onClick={toggle} aria-expanded={isOpen}>
        <Text size="sm" fw={550} ff={title ? undefined : 'monospace'} title={name} ta="start" truncate>
          {title ?? name}
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
        <span className={styles.times}>
          <Text size="xs" c="dimmed" className={styles.clock}>
            {format.clock(startedAt)}
          </Text>
          <Text size="xs" c="dimmed" miw={64} ta="right">
            {endedAt === null ? '…' : format.duration(endedAt - startedAt)}
          </Text>
        </span>
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen && <EventLines events={events} />}</Collapse>
    </li>
  );
}
