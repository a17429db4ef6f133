import type { EngineParts } from './engine.ts';
import type { Estimate } from './estimate.ts';
import { DEPTH_MS, MAX_PREDICTIONS, THROUGHPUT_MS } from './limits.ts';
import { hasEnded, type Run } from './run.ts';
import { classOf, kindOf } from './schedule/task.ts';
import type { Claim, LaneDepth } from './store.ts';

/** Measures how long runs take and how fast the queue moves, and says when a run should be done. */
export interface Forecast {
  began(claim: Claim): void;
  done(runId: string): void;
  left(runId: string): void;
  estimate(runId: string): Promise<Estimate | null>;
  /** Of a run that has not ended. */
  estimateOf(run: Estimated): Promise<Estimate | null>;
  perSecond(): number;
}

type Estimated = Pick<
  Run,
  'procedure' | 'label' | 'parentId' | 'state' | 'startedAt' | 'pausedAt' | 'priority'
>;

interface Prediction {
  procedure: string;
  kind: string;
  startedAt: number;
  predictedMs: number | null;
}

export function createForecast<Db>(
  engine: Pick<EngineParts<Db>, 'clock' | 'durations' | 'store' | 'tellEstimate'>,
): Forecast {
  const { clock, durations, store } = engine;
  const predictions = new Map<string, Prediction>();
  const ends: number[] = [];
  const began = clock.now();
  let lanes: LaneDepth[] = [];
  let lanesAt = Number.NEGATIVE_INFINITY;

  function perSecond(): number {
    const now = clock.now();
    while (ends.length > 0 && ends[0]! < now - THROUGHPUT_MS) ends.shift();
    return (ends.length * 1_000) / Math.max(1_000, Math.min(THROUGHPUT_MS, now - began));
  }

  async function waitMs(run: Estimated, now: number): Promise<number> {
    if (now - lanesAt >= DEPTH_MS || now < lanesAt) {
      lanes = await store.depth(now);
      lanesAt = now;
    }
    const ahead = lanes
      .filter(({ rank }) => rank >= classOf(run))
      .reduce((sum, lane) => sum + lane.queued, 0);
    const rate = perSecond();
    return rate > 0 ? (ahead * 1_000) / rate : 0;
  }

  async function estimateOf(run: Estimated): Promise<Estimate | null> {
    if (run.pausedAt !== null) return null;
    const now = clock.now();
    const rest = durations.remaining(kindOf(run), run.startedAt === null ? 0 : now - run.startedAt);
    if (!rest) return null;
    const queuedMs = run.state === 'queued' ? await waitMs(run, now) : 0;
    return { at: Math.round(now + queuedMs + rest.ms), sureness: rest.sureness };
  }

  return {
    perSecond,
    began({ run }) {
      if (predictions.has(run.id)) return;
      const kind = kindOf(run);
      const { procedure, startedAt } = run;
      // Only of a first start is it known what was expected at its beginning.
      const predictedMs = run.attempt === 1 ? durations.expected(kind) : null;
      predictions.set(run.id, { procedure, kind, startedAt: startedAt ?? clock.now(), predictedMs });
      if (predictions.size > MAX_PREDICTIONS) predictions.delete(predictions.keys().next().value!);
    },
    done(runId) {
      const prediction = predictions.get(runId);
      if (!prediction) return;
      const { startedAt, predictedMs, kind, procedure } = prediction;
      const actualMs = clock.now() - startedAt;
      durations.add(kind, actualMs);
      if (predictedMs !== null) engine.tellEstimate({ procedure, kind, predictedMs, actualMs });
    },
    left(runId) {
      predictions.delete(runId);
      ends.push(clock.now());
    },
    async estimate(runId) {
      const run = await store.find(runId);
      return run && !hasEnded(run.state) ? estimateOf(run) : null;
    },
    estimateOf,
  };
}
