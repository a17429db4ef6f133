import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Run } from '../lib/api-types.ts';

const COLORS: Record<Run['state'], string> = {
  queued: 'gray',
  running: 'blue',
  waiting: 'yellow',
  done: 'spruce',
  failed: 'red',
  cancelled: 'gray',
};

export function RunState({ state }: { state: Run['state'] }) {
  const { t } = useTranslation();
  return (
    <Badge
      variant="light"
      color={COLORS[state]}
      radius="sm"
      tt="none"
      data-testid="run-state"
      data-state={state}
    >
      {t(`runState.${state}`)}
    </Badge>
  );
}

/** What a procedure is called; one that has no name in the catalogue by its own. */
export function useProcedureName(): (procedure: string) => string {
  const { t, i18n } = useTranslation();
  return (procedure) => {
    const key = `procedure.${procedure.replaceAll('.', '-')}`;
    return i18n.exists(key) ? t(`procedure.${procedure.replaceAll('.', '-')}`) : procedure;
  };
}

const OF_WORKFLOW = 'workflows.run';

/** Where a run is shown best. */
export const runPath = (procedure: string, id: string): string =>
  procedure === OF_WORKFLOW ? `/workflows/runs/${id}` : `/runs/${id}`;
