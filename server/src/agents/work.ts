import type { Orchestrator, Run } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';

export interface WorkNeeds {
  orchestrator: Pick<Orchestrator<Database>, 'list' | 'read'>;
}

/** Runs of a workspace that are looked at, the newest first. */
const MAX_LOOKED_AT = 200;
/** A run records its agent among its first events. */
const FIRST_EVENTS = 50;

/** What an agent of a workspace's own is working on, or has been taken on for it. */
export async function workOf(
  { orchestrator }: WorkNeeds,
  workspaceId: string,
  agentId: string,
): Promise<{ underWay: number; more: boolean }> {
  const states = ['queued', 'running', 'waiting'] as const;
  const runs = await orchestrator.list({ scope: workspaceId, states, limit: MAX_LOOKED_AT });
  let underWay = 0;
  for (const run of runs) if (await worksOn(orchestrator, run, agentId)) underWay += 1;
  return { underWay, more: runs.length === MAX_LOOKED_AT };
}

/** By what the run has recorded; before it has, by what it was asked for. */
async function worksOn(orchestrator: WorkNeeds['orchestrator'], run: Run, agentId: string): Promise<boolean> {
  const events = await orchestrator.read(run.id, { after: 0, limit: FIRST_EVENTS });
  const chosen = events.find(({ type, step }) => type === 'step.finished' && step === 'agent');
  if (chosen) return (chosen.payload as { output?: { id?: unknown } }).output?.id === agentId;
  const asked = JSON.stringify(run.input) ?? '';
  return asked.includes(`"${agentId}"`) || asked.includes(`"agent:${agentId}"`);
}
