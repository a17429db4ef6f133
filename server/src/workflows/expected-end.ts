import { hasEnded, kindOf, type Orchestrator, type Run } from '@agenticgen/orchestrator';
import { type Definition, type Node, type WorkflowView, workLeft } from '@agenticgen/orchestrator/workflow';
import type { Database } from '../db/index.ts';

/** Names of the procedures that run a task and a workflow inside of another. */
export const TASK_PROCEDURE = 'workflows.task';
export const NESTED_PROCEDURE = 'workflows.nested';

type Estimates = Pick<Orchestrator<Database>, 'estimate' | 'remaining'>;

/**
 * When a run of a workflow should be done: by what is left of its nodes, else by what runs of workflows take.
 * Null if it has ended, is paused, or nothing like it was ever measured.
 */
export async function expectedEnd(
  { orchestrator, runtime }: { orchestrator: Estimates; runtime: { now(): number } },
  run: Run,
  definition: Definition,
  fold: WorkflowView,
): Promise<number | null> {
  if (hasEnded(run.state) || run.pausedAt !== null) return null;
  const now = runtime.now();
  const measured = (node: Node, elapsedMs: number) => orchestrator.remaining(kindOfNode(node), elapsedMs);
  const whole = await orchestrator.estimate(run.id);
  const left = workLeft(definition.nodes, fold, measured, now);
  if (left && left.sureness >= (whole?.sureness ?? 0)) return Math.round(now + left.ms);
  return whole?.at ?? null;
}

/** What a run of it would take by what its nodes took before, in ms; null if nothing like them was measured. */
export function usualMs(
  { orchestrator, runtime }: { orchestrator: Pick<Estimates, 'remaining'>; runtime: { now(): number } },
  definition: Definition,
): number | null {
  const measured = (node: Node, elapsedMs: number) => orchestrator.remaining(kindOfNode(node), elapsedMs);
  const left = workLeft(definition.nodes, { nodes: [] }, measured, runtime.now());
  return left && left.ms > 0 ? Math.round(left.ms) : null;
}

/** The kind under which the child run of a node was measured. */
function kindOfNode(node: Node): string {
  const procedure = node.type === 'workflow' ? NESTED_PROCEDURE : TASK_PROCEDURE;
  return kindOf({ procedure, label: node.title ?? node.id, parentId: '' });
}
