import { LeaseLost } from './errors.ts';
import type { Payload, RunEvent } from './event.ts';
import { APPEND_RETRY_MS, APPEND_TRIES, BATCH_MAX_BYTES, BATCH_MAX_EVENTS } from './limits.ts';
import type { Lease, LogEntry, Refusal, Settlement, Store } from './store.ts';

/** An event that has no sequence yet: it gets one when it is written. */
export interface Draft {
  at: number;
  type: string;
  step: string | null;
  attempt: number;
  payload: Payload;
  json: string;
}

/** An event that is made when it is written, unless another takes its place before that. */
export type LaterDraft = () => Draft;

interface Pending {
  draft: Draft | LaterDraft;
  written?: PromiseWithResolvers<void>;
}

/** The log of one held run. Everything pushed stays in order. */
export interface RunLog<Db> {
  /** Writes soon; what can't be written any more is dropped. */
  push(draft: Draft | LaterDraft): void;
  /** Resolves once the event is committed. It takes the place of `instead`, if that is the last and not written yet. */
  write(draft: Draft, instead?: LaterDraft): Promise<void>;
  /** `act`'s writes, all events pushed before and the returned drafts: one transaction. */
  commit<T>(act: (db: Db) => Promise<{ value: T; drafts: Draft[] }>): Promise<T>;
  /** Leaves the run. Returns what forbids this settlement. */
  settle(settlement: Settlement, drafts: readonly Draft[], at: number): Promise<Refusal | null>;
  /** Drops all later writes. */
  close(): void;
}

export interface JournalOptions<Db> {
  store: Pick<Store<Db>, 'append' | 'commit' | 'settle'>;
  /** Called with what is committed, in order per run. */
  publish(lease: Lease, events: readonly RunEvent[]): void;
  /** Called once if the run can't be written any more. */
  onLost(lease: Lease, error: unknown): void;
}

interface LogState {
  readonly lease: Lease;
  sequence: number;
  pending: Pending[];
  /** Sections that hold back the group commit: a commit or the settlement. */
  sections: number;
  gate: Promise<void>;
  writing: Promise<void> | null;
  closed: boolean;
}

interface Taken {
  log: LogState;
  pending: Pending[];
  entries: LogEntry[];
}

export interface Journal<Db> {
  open(lease: Lease, lastSequence: number): RunLog<Db>;
}

/**
 * Group commit: what all runs of the process write within one turn of the event loop, and while the
 * last transaction is under way, goes into one transaction. One transaction at a time.
 */
export function createJournal<Db>(options: JournalOptions<Db>): Journal<Db> {
  const ready = new Set<LogState>();
  let flushing = false;

  function open(lease: Lease, lastSequence: number): RunLog<Db> {
    const log: LogState = {
      lease,
      sequence: lastSequence,
      pending: [],
      sections: 0,
      gate: Promise.resolve(),
      writing: null,
      closed: false,
    };
    return {
      push: (draft) => add(log, { draft }),
      write: (draft, instead) => {
        if (instead && log.pending.at(-1)?.draft === instead) log.pending.pop();
        const written = Promise.withResolvers<void>();
        add(log, { draft, written });
        return written.promise;
      },
      commit: (act) => commit(log, act),
      settle: (settlement, drafts, at) => settle(log, settlement, drafts, at),
      close: () => close(log, new LeaseLost(lease.runId)),
    };
  }

  function add(log: LogState, pending: Pending): void {
    if (log.closed) {
      pending.written?.reject(new LeaseLost(log.lease.runId));
      return;
    }
    log.pending.push(pending);
    wake(log);
  }

  function wake(log: LogState): void {
    if (log.sections > 0 || log.pending.length === 0) return;
    ready.add(log);
    if (flushing) return;
    flushing = true;
    setImmediate(() => void flush());
  }

  async function flush(): Promise<void> {
    while (ready.size > 0) await writeAll(takeBatch(ready));
    flushing = false;
  }

  async function writeAll(batch: readonly Taken[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    for (const { log } of batch) log.writing = done.promise;
    try {
      await appendTogether(batch);
    } finally {
      for (const { log } of batch) log.writing = null;
      done.resolve();
    }
  }

  /** If the database refuses the batch, each run is tried alone: one run's trouble isn't the others'. */
  async function appendTogether(batch: readonly Taken[]): Promise<void> {
    try {
      await append(batch);
    } catch (error) {
      if (batch.length === 1) return appendAgain(batch[0]!, error);
      for (const taken of batch) await append([taken]).catch((cause) => appendAgain(taken, cause));
    }
  }

  async function append(batch: readonly Taken[]): Promise<void> {
    const lost = await options.store.append(batch.map(({ log, entries }) => ({ lease: log.lease, entries })));
    for (const taken of batch) {
      if (lost.has(taken.log.lease.runId)) lose(taken, new LeaseLost(taken.log.lease.runId));
      else accept(taken);
    }
  }

  async function appendAgain(taken: Taken, first: unknown): Promise<void> {
    let error = first;
    for (let tried = 1; tried < APPEND_TRIES && !(error instanceof LeaseLost); tried++) {
      await new Promise((resolve) => setTimeout(resolve, APPEND_RETRY_MS * 2 ** tried));
      try {
        return await append([taken]);
      } catch (cause) {
        error = cause;
      }
    }
    lose(taken, error);
  }

  function accept({ log, pending, entries }: Taken): void {
    log.sequence += entries.length;
    if (entries.length > 0)
      options.publish(
        log.lease,
        entries.map((entry) => entry.event),
      );
    for (const { written } of pending) written?.resolve();
  }

  function lose({ log, pending }: Pick<Taken, 'log' | 'pending'>, error: unknown): void {
    log.pending.unshift(...pending);
    if (close(log, error)) options.onLost(log.lease, error);
  }

  function close(log: LogState, error: unknown): boolean {
    if (log.closed) return false;
    log.closed = true;
    ready.delete(log);
    for (const { written } of log.pending.splice(0)) written?.reject(error);
    return true;
  }

  /** One commit or settlement of a run at a time, with the group commit held back. */
  async function inSection<T>(log: LogState, act: () => Promise<T>): Promise<T> {
    log.sections++;
    ready.delete(log);
    const turn = log.gate;
    const mine = Promise.withResolvers<void>();
    log.gate = mine.promise;
    try {
      await turn;
      await log.writing;
      if (log.closed) throw new LeaseLost(log.lease.runId);
      return await act();
    } catch (error) {
      if (error instanceof LeaseLost) lose({ log, pending: [] }, error);
      throw error;
    } finally {
      log.sections--;
      mine.resolve();
      if (!log.closed) wake(log);
    }
  }

  function commit<T>(log: LogState, act: (db: Db) => Promise<{ value: T; drafts: Draft[] }>): Promise<T> {
    return inSection(log, async () => {
      let taken: Taken = { log, pending: [], entries: [] };
      try {
        const value = await options.store.commit(log.lease, async (db) => {
          log.pending.unshift(...taken.pending); // the database made the store try again
          taken = { log, pending: [], entries: [] };
          const result = await act(db);
          taken = take(log, result.drafts);
          return { value: result.value, entries: taken.entries };
        });
        accept(taken);
        return value;
      } catch (error) {
        log.pending.unshift(...taken.pending);
        throw error;
      }
    });
  }

  function settle(log: LogState, settlement: Settlement, drafts: readonly Draft[], at: number) {
    return inSection(log, async () => {
      const taken = take(log, drafts);
      let refusal: Refusal | null;
      try {
        refusal = await options.store.settle(log.lease, settlement, taken.entries, at);
      } catch (error) {
        log.pending.unshift(...taken.pending);
        throw error;
      }
      if (refusal === null) accept(taken);
      else log.pending.unshift(...taken.pending);
      return refusal;
    });
  }

  return { open };
}

/** All that is pending and then `drafts`, numbered. */
function take(log: LogState, drafts: readonly Draft[]): Taken {
  const pending = log.pending.splice(0);
  const all = [...pending.map(made), ...drafts];
  return { log, pending, entries: all.map((draft, index) => number(log, draft, index)) };
}

function takeBatch(ready: Set<LogState>): Taken[] {
  const batch: Taken[] = [];
  let events = 0;
  let bytes = 0;
  for (const log of ready) {
    const entries: LogEntry[] = [];
    const full = () => events >= BATCH_MAX_EVENTS || bytes >= BATCH_MAX_BYTES;
    while (entries.length < log.pending.length && !full()) {
      const draft = made(log.pending[entries.length]!);
      entries.push(number(log, draft, entries.length));
      events++;
      bytes += draft.json.length;
    }
    batch.push({ log, pending: log.pending.splice(0, entries.length), entries });
    if (log.pending.length === 0) ready.delete(log);
    if (full()) break;
  }
  return batch;
}

function made({ draft }: Pending): Draft {
  return typeof draft === 'function' ? draft() : draft;
}

function number(log: LogState, draft: Draft, index: number): LogEntry {
  const { json, ...rest } = draft;
  return { event: { runId: log.lease.runId, sequence: log.sequence + index + 1, ...rest }, json };
}
