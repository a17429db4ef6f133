import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { editableOf } from './editable.ts';
import { workflowErrors } from './errors.ts';
import { logOf } from './run-log.ts';

export interface NodeResult {
  path: string;
  given?: unknown;
  /** Parts of `given` that a retry may give anew. */
  editable: string[];
  result?: unknown;
}

/** What the last try of a node was given and gave. Throws `node_unknown`. */
export async function nodeResult(
  orchestrator: Orchestrator<Database>,
  runId: string,
  path: string,
): Promise<NodeResult> {
  const events = (await logOf(orchestrator, runId)).filter(
    ({ step }) => step === path || step?.startsWith(`${path}#`),
  );
  const own = events.filter(({ step }) => !step?.includes('~'));
  if (own.length === 0) throw workflowErrors.node_unknown(path);
  const childId = own.findLast(({ payload }) => typeof payload.childId === 'string')?.payload.childId;
  const child = typeof childId === 'string' ? await orchestrator.run(childId) : null;
  const finished = own.findLast(({ type }) => type === 'step.finished')?.payload;
  const isTask = child !== null || finished?.cached !== undefined;
  const given = child ? givenOf(child.input) : undefined;
  return {
    path,
    given,
    editable: editableOf(given),
    result: isTask ? (finished?.output as { output?: unknown } | undefined)?.output : finished?.output,
  };
}

/** What a person may see of a task: not in whose name it runs. */
export function givenOf(input: unknown): unknown {
  const { task, by: _, ...rest } = input as { task?: unknown; by?: unknown };
  return task ?? rest;
}
