import { type Admit, admitOrFind } from './admission.ts';
import type { EngineParts } from './engine.ts';
import { OrchestratorError } from './errors.ts';
import { isEngineEvent, type RunEvent } from './event.ts';
import { MAX_FORK_EVENTS, MAX_KEY_LENGTH, MAX_LABEL_LENGTH, READ_PAGE } from './limits.ts';
import type { Run } from './run.ts';
import { checkName } from './session.ts';
import { checkInput, urgencyOf } from './start.ts';
import type { LogEntry, Store } from './store.ts';
import type { Urgency } from './urgency.ts';

export interface ForkOptions extends Urgency {
  /** Which events the new log begins with; those of runs (`run.`) never. Default: all. */
  keep?(event: RunEvent): boolean;
  /** Nothing after this event of the old log. Default: all of it. */
  untilSequence?: number;
  /** Default: the old run's. */
  input?: unknown;
  /** Default: the old run's. */
  scope?: string | null;
  /** A second fork with this key gives the first one's run. */
  key?: string;
  /** Default: the old run's. */
  label?: string | null;
}

/**
 * `orchestrator.fork`: a new run of the same procedure that knows what the old one had recorded, and goes on
 * from there. The old run and its log stay as they are. A child that had not ended is begun anew.
 */
export function createFork<Db>(engine: EngineParts<Db>, admit: Admit<Db>) {
  return async (db: Db, runId: string, options: ForkOptions = {}): Promise<{ runId: string }> => {
    const old = await engine.store.find(runId, db);
    if (!old) throw new OrchestratorError('run_not_found', `Cannot fork: there is no run ${runId}`);
    const input = checkInput(engine, old.procedure, options.input ?? old.input);
    if (options.key !== undefined) checkName(options.key, 'fork a run with a key', MAX_KEY_LENGTH);
    const scope = options.scope === undefined ? old.scope : options.scope;
    const place = { scope, procedure: old.procedure, key: options.key };
    const known = await admitOrFind(engine.store, admit, db, place);
    if (known !== null) return { runId: known };
    const kept = await keptEvents(engine.store, db, old, options);
    const id = engine.id();
    const label = options.label === undefined ? old.label : options.label;
    const createdAt = engine.clock.now();
    const inserted = await engine.store.insert(db, {
      id,
      procedure: old.procedure,
      scope,
      label: label?.slice(0, MAX_LABEL_LENGTH) ?? null,
      key: options.key ?? null,
      parentId: null,
      depth: 0,
      ...urgencyOf(options),
      forkedFrom: old.id,
      input,
      createdAt,
      history: history(id, kept, { from: old.id, at: createdAt }),
    });
    return { runId: inserted };
  };
}

async function keptEvents<Db>(
  store: Store<Db>,
  db: Db,
  old: Run,
  { keep = () => true, untilSequence = Number.MAX_SAFE_INTEGER }: ForkOptions,
): Promise<RunEvent[]> {
  const kept: RunEvent[] = [];
  for (let after = 0; after < untilSequence; ) {
    const page = await store.read(old.id, { after, limit: READ_PAGE }, db);
    const wanted = page.filter(({ sequence, type }) => sequence <= untilSequence && !type.startsWith('run.'));
    kept.push(...wanted.filter(keep));
    if (kept.length > MAX_FORK_EVENTS) {
      const message = `Cannot fork run ${old.id}: more than ${MAX_FORK_EVENTS} events would be kept`;
      throw new OrchestratorError('fork_too_large', message);
    }
    if (page.length < READ_PAGE) break;
    after = page.at(-1)!.sequence;
  }
  const open = openChildren(kept);
  return kept.filter(({ step }) => step === null || !open.has(step));
}

/** Steps whose child had not ended: the child belongs to the old run. */
function openChildren(events: readonly RunEvent[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const event of events) {
    if (event.step === null || !isEngineEvent(event)) continue;
    if (event.type === 'step.started' && event.payload.childId !== undefined) open.add(event.step);
    if (event.type === 'step.finished' || event.type === 'step.failed') open.delete(event.step);
  }
  return open;
}

/** What the new log says after its `run.queued`. */
function history(
  runId: string,
  kept: readonly RunEvent[],
  { from, at }: { from: string; at: number },
): LogEntry[] {
  const sequence = kept.at(-1)?.sequence ?? 0;
  const forked = { at, type: 'run.forked', step: null, attempt: 0, payload: { from, sequence } };
  return [...kept, forked].map((event, index) => ({
    event: { ...event, runId, sequence: index + 2 },
    json: JSON.stringify(event.payload),
  }));
}
