import type { Database } from '../db/index.ts';
import type { Audit, AuditDraft } from './audit.ts';
import { missedEgress } from './queries.ts';

export const EGRESS_EVENT = 'code.egress';
/** After a failure; doubles up to the longest. */
const RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
const MAX_BATCH = 100;
/** How far back a start looks for what a crash kept from being written. */
const LOOK_BACK_MS = 24 * 3_600_000;

/** A request that a broker made or refused, as a run's log has it. */
export interface EgressEvent {
  runId: string;
  sequence: number;
  at: number;
  payload: unknown;
  /** The workspace. */
  scope: string | null;
}

export interface EgressAudit {
  /** Returns at once; the entry is written soon, and after a crash by `catchUp`. */
  tell(event: EgressEvent): void;
  /** Writes what the logs of runs tell of and the audit log does not. */
  catchUp(): Promise<void>;
  /** Resolves when all that was told is written, or after so long: the next start writes the rest. */
  settle(options: { graceMs: number }): Promise<void>;
}

export interface EgressAuditNeeds {
  db: Database;
  audit: Audit;
  runtime: { now(): number };
  /** In whose name a run is. */
  ownerOf(runId: string): Promise<string | null>;
  onTrouble(trouble: { act: string; error: unknown }): void;
}

/** The run's log has each request first, and durably; this follows it into the chain, each once. */
export function createEgressAudit(needs: EgressAuditNeeds): EgressAudit {
  const { db, audit, runtime, ownerOf, onTrouble } = needs;
  let waiting: EgressEvent[] = [];
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    for (let pauseMs = RETRY_MS; waiting.length > 0; ) {
      const batch = waiting.slice(0, MAX_BATCH);
      try {
        await audit.append(await draftsOf(ownerOf, batch));
        waiting = waiting.slice(batch.length);
        pauseMs = RETRY_MS;
      } catch (error) {
        onTrouble({ act: 'write to the audit log', error });
        await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
        pauseMs = Math.min(MAX_RETRY_MS, pauseMs * 2);
      }
    }
  }

  function begin(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    tell(event) {
      waiting.push(event);
      void begin();
    },
    async catchUp() {
      const since = runtime.now() - LOOK_BACK_MS;
      const rows = await missedEgress(db, EGRESS_EVENT, since);
      for (let from = 0; from < rows.length; from += MAX_BATCH)
        await audit.append(await draftsOf(ownerOf, rows.slice(from, from + MAX_BATCH)));
    },
    async settle({ graceMs }) {
      if (waiting.length === 0) return;
      const late = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([begin(), late]);
    },
  };
}

interface Note {
  method?: string;
  host?: string;
  refused?: string;
}

async function draftsOf(
  ownerOf: EgressAuditNeeds['ownerOf'],
  events: readonly EgressEvent[],
): Promise<AuditDraft[]> {
  const owners = new Map<string, string | null>();
  for (const { runId } of events) if (!owners.has(runId)) owners.set(runId, await ownerOf(runId));
  return events.map(({ runId, sequence, at, payload, scope }) => {
    const { method = '', host = '', refused } = payload as Note;
    return {
      ...{ workspaceId: scope, actorId: owners.get(runId) ?? null, runId, at },
      action: 'egress.request',
      subject: `${method} ${host}`,
      outcome: refused === undefined ? 'done' : 'refused',
      details: payload as object,
      source: `${runId}/${sequence}`,
    };
  });
}
