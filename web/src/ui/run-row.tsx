import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Run } from '../lib/api-types.ts';
import { useFormat } from '../lib/use-format.ts';
import { RowLink } from './rows.tsx';
import { RunState } from './run-state.tsx';

interface RunRowProps {
  run: Pick<Run, 'state' | 'startedAt' | 'finishedAt'>;
  to: string;
  title: string;
  about: string;
  isPaused?: boolean;
  testId: string;
}

/** A run in a list: what it is, how long it took, and its state. */
export function RunRow({ run, to, title, about, isPaused = false, testId }: RunRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, startedAt, finishedAt } = run;
  const main = (
    <>
      <Text size="sm" fw={550} truncate>
        {title}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {about}
      </Text>
    </>
  );
  return (
    <RowLink to={to} main={main} testId={testId}>
      {startedAt !== null && finishedAt !== null && (
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {format.duration(finishedAt - startedAt)}
        </Text>
      )}
      {isPaused && finishedAt === null && (
        <Text size="xs" fw={550}>
          {t('workflows.paused')}
        </Text>
      )}
      <RunState state={state} />
    </RowLink>
  );
}
