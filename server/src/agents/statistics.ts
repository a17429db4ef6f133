import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Answer } from './answer.ts';
import type { AgentResultRow } from './queries.ts';
import type { Task } from './task.ts';

/** Records how an agent's work ended, once for each run. Interruptions of the worker are no end. */
export async function recordResult(
  ctx: Context<Database>,
  { now }: Pick<Runtime, 'now'>,
  { agent, principal, startedAt }: Task,
  { usage }: Answer,
  ok: boolean,
): Promise<void> {
  await ctx.commit('agent-result', async (tx) => {
    const at = now();
    const row: AgentResultRow = {
      run_id: ctx.runId,
      workspace_id: principal.workspaceId,
      agent_id: agent.id,
      ok: ok ? 1 : 0,
      duration_ms: Math.max(0, at - startedAt),
      tokens: usage.inputTokens + usage.outputTokens,
      cost_micros: usage.costMicros,
      created_at: at,
    };
    await tx.insertInto('agent_results').values(row).execute();
  });
}

export function statisticsOf(rows: readonly AgentResultRow[]) {
  const durations = rows.map(({ duration_ms }) => duration_ms).sort((a, b) => a - b);
  const at = (share: number) =>
    durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? null;
  const sum = (key: 'tokens' | 'cost_micros') => rows.reduce((all, row) => all + Number(row[key]), 0);
  const ok = rows.filter((row) => row.ok === 1).length;
  return {
    runs: rows.length,
    successRate: rows.length === 0 ? null : ok / rows.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    tokens: sum('tokens'),
    costMicros: sum('cost_micros'),
  };
}
