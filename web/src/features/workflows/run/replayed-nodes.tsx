import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Replay } from '../../../lib/api-types.ts';
import type { Draft } from '../flow/draft.ts';
import frame from '../frame.module.css';
import { changesOf } from './changes.ts';
import { nodeTitle } from './rerun-plan.ts';
import { SideBySide } from './side-by-side.tsx';

type Outcome = Replay['nodes'][number]['outcome'];
const COLORS: Record<Outcome, string> = { same: 'spruce', differs: 'yellow', new: 'blue', gone: 'gray' };
/** What needs a look comes first. */
const ORDER: readonly Outcome[] = ['differs', 'new', 'gone', 'same'];

interface ReplayedNodesProps {
  replayed: Replay;
  before: Draft;
  after: Draft;
}

/** What would become of each node, with what that means. */
export function ReplayedNodes({ replayed, before, after }: ReplayedNodesProps) {
  const { t } = useTranslation();
  const nodes = [...replayed.nodes].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  return (
    <ul className={frame.events} data-testid="replayed-nodes">
      {nodes.map(({ path, outcome, compared }) => (
        <li
          key={path}
          className={`${frame.event} ${frame.eventTall}`}
          data-testid={`replayed-${path}`}
          data-outcome={outcome}
        >
          <Badge variant="light" color={COLORS[outcome]} radius="sm" tt="none" miw={92}>
            {t(`replayOutcome.${outcome}`)}
          </Badge>
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={550} truncate>
              {nodeTitle(outcome === 'gone' ? before : after, path)}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`replayText.${outcome}`)}
            </Text>
            {compared && (
              <SideBySide
                id={`compared-${path}`}
                before={{ name: t('replay.was'), value: unlike(compared.was, compared.would) }}
                after={{ name: t('replay.would'), value: unlike(compared.would, compared.was) }}
              />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value has that the other has not, or has otherwise: the rest tells nothing. */
function unlike(value: unknown, other: unknown): unknown {
  return isRecord(value) && isRecord(other) ? changesOf(other, value) : value;
}
