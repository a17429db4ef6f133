import { Button, Text, Title } from '@mantine/core';
import { IconCornerDownRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { NodeState, WholeRun } from '../../../lib/api-types.ts';
import { roundState, roundsOf } from '../flow/run-state.ts';
import frame from '../frame.module.css';

const COLORS: Record<NodeState['state'], string> = {
  idle: 'gray',
  running: 'blue',
  waiting: 'yellow',
  done: 'spruce',
  skipped: 'gray',
  failed: 'red',
  cancelled: 'gray',
};
/** More are not shown at once. */
const MAX_SHOWN = 200;

/** The items of a map or the rounds of a loop, each with its state; a click goes into one. */
export function Rounds({
  run,
  path,
  onEnter,
}: {
  run: WholeRun;
  path: string;
  onEnter: (index?: number) => void;
}) {
  const { t } = useTranslation();
  const rounds = roundsOf(run.nodes, path);
  return (
    <section className={frame.section}>
      <Title order={3} size="h6">
        {t('workflows.rounds', { count: rounds.length })}
      </Title>
      <div className={frame.rounds}>
        {rounds.slice(0, MAX_SHOWN).map((index) => {
          const state = roundState(run.nodes, path, index);
          return (
            <Button
              key={index}
              size="compact-sm"
              variant="light"
              color={COLORS[state]}
              onClick={() => onEnter(index)}
              aria-label={`${index + 1}: ${t(`nodeState.${state}`)}`}
              data-testid="round"
            >
              {index + 1}
            </Button>
          );
        })}
      </div>
      {rounds.length > MAX_SHOWN && (
        <Text size="xs" c="dimmed">
          {t('workflows.roundsMore', { count: rounds.length - MAX_SHOWN })}
        </Text>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCornerDownRight size={15} />}
        onClick={() => onEnter()}
        style={{ alignSelf: 'flex-start' }}
        data-testid="enter"
      >
        {t('flow.enter')}
      </Button>
    </section>
  );
}
