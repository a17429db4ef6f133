import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeState } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import styles from './flow.module.css';
import { NodeStateSign } from './node-state.tsx';
import { durationOf } from './run-state.ts';

const TICK_MS = 1_000;

/** The state of a node in a run, how long it took, and what it used. */
export function CardFoot({ run }: { run: NodeState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(run.startedAt !== null && run.finishedAt === null && run.state === 'running');
  const duration = durationOf(run, now);
  const tokens = (run.usage.inputTokens ?? 0) + (run.usage.outputTokens ?? 0);
  const cost = run.usage.costMicros ?? 0;
  return (
    <div className={styles.foot}>
      <NodeStateSign state={run.state} />
      <span className={styles.used}>
        {run.cached && <span>{t('workflows.cached')}</span>}
        {tokens > 0 && <span>{t('flow.tokens', { count: tokens, number: format.number(tokens) })}</span>}
        {cost > 0 && <span>{format.cost(cost)}</span>}
        {duration !== null && run.state !== 'skipped' && run.state !== 'waiting' && (
          <span>{format.duration(duration)}</span>
        )}
      </span>
    </div>
  );
}

/** The time, each second while it is needed. */
function useNow(isNeeded: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isNeeded) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return now;
}
