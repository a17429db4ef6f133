import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { ToolEntry } from './entry.ts';
import { toolErrors } from './errors.ts';
import type { ToolContext } from './tool.ts';

const MINUTE_MS = 60_000;
/** Calls that a statistic looks at, the newest ones. */
const MAX_CALLS = 10_000;

interface RecordNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

type Outcome = 'running' | 'ok' | 'failed' | 'cached';

function rowOf(
  { runtime }: RecordNeeds,
  { tool, version }: ToolEntry,
  context: ToolContext,
  outcome: Outcome,
) {
  return {
    id: runtime.newId(),
    workspace_id: context.principal.workspaceId,
    tool: tool.name,
    version,
    run_id: context.runId,
    outcome,
    code: null,
    duration_ms: 0,
    created_at: runtime.now(),
  };
}

/**
 * Notes the call before it begins, so that those under way count against the rate over all processes.
 * Throws `tool_rate_limited`.
 */
export async function admit(needs: RecordNeeds, entry: ToolEntry, context: ToolContext): Promise<string> {
  const row = rowOf(needs, entry, context, 'running');
  const { ratePerMinute } = entry.traits;
  if (ratePerMinute === null) {
    await needs.db.insertInto('tool_calls').values(row).execute();
    return row.id;
  }
  await inTransaction(needs.db, async (tx) => {
    await lockRow(tx, 'workspaces', row.workspace_id);
    const since = row.created_at - MINUTE_MS;
    const recent = await tx
      .selectFrom('tool_calls')
      .select('created_at')
      .where('workspace_id', '=', row.workspace_id)
      .where('tool', '=', row.tool)
      .where('created_at', '>', since)
      .where('outcome', '!=', 'cached')
      .orderBy('created_at', 'desc')
      .limit(ratePerMinute)
      .execute();
    const oldest = recent.at(-1);
    if (recent.length >= ratePerMinute && oldest)
      throw toolErrors
        .tool_rate_limited(row.tool, ratePerMinute)
        .retryAfter((oldest.created_at - since) / 1000);
    await tx.insertInto('tool_calls').values(row).execute();
  });
  return row.id;
}

export async function endCall(
  { db }: RecordNeeds,
  id: string,
  { ok, code, durationMs }: { ok: boolean; code: string | null; durationMs: number },
): Promise<void> {
  const outcome = ok ? 'ok' : 'failed';
  await db
    .updateTable('tool_calls')
    .set({ outcome, code, duration_ms: durationMs })
    .where('id', '=', id)
    .execute();
}

export async function noteCached(needs: RecordNeeds, entry: ToolEntry, context: ToolContext): Promise<void> {
  await needs.db
    .insertInto('tool_calls')
    .values(rowOf(needs, entry, context, 'cached'))
    .execute();
}

/** How a tool did: calls that a crash cut off count, and are neither successes nor failures. */
export async function callStatistics(db: Database, workspaceId: string, tool: string, since: number) {
  const rows = await db
    .selectFrom('tool_calls')
    .select(['outcome', 'duration_ms'])
    .where('workspace_id', '=', workspaceId)
    .where('tool', '=', tool)
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(MAX_CALLS)
    .execute();
  const count = (outcome: Outcome) => rows.filter((row) => row.outcome === outcome).length;
  const [ok, failed, cached] = [count('ok'), count('failed'), count('cached')];
  const durations = rows
    .filter(({ outcome }) => outcome === 'ok' || outcome === 'failed')
    .map(({ duration_ms }) => duration_ms)
    .sort((a, b) => a - b);
  const at = (share: number) =>
    durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? null;
  return {
    calls: rows.length,
    failed,
    cached,
    successRate: ok + failed === 0 ? null : ok / (ok + failed),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}

/** With old runs go the records of their calls: statistics look back by days, and no further. */
export async function forgetToolCalls(tx: Database, runIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('tool_calls').where('run_id', 'in', runIds).execute();
}
