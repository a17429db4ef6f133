import type { Node } from './definition.ts';
import { type Frame, undoAll } from './frame.ts';
import { compensators, everyNode, topologicalOrder } from './graph.ts';
import { performNode } from './perform.ts';
import { isInterruption } from './replaying.ts';

/**
 * Undoes what had ended, the last first, with what is inside of maps and loops (sagas, Garcia-Molina and Salem 1987).
 * Each once, and also while the run is being cancelled. What can't be undone stays.
 */
export async function undo(frame: Frame): Promise<void> {
  const byId = new Map(frame.graph.nodes.map((node) => [node.id, node]));
  const undoing = compensators(frame.graph.nodes);
  for (const id of topologicalOrder(frame.graph.nodes).reverse()) {
    if (undoing.has(id)) continue;
    const compensate = frame.effective.has(id) ? byId.get(id)?.compensate : undefined;
    if (compensate !== undefined) await compensateBy(frame, byId.get(compensate)!);
    await undoAll(frame.inner.get(id) ?? []);
  }
}

async function compensateBy(frame: Frame, node: Node): Promise<void> {
  const host = frame.run.host.tidying;
  try {
    const { output } = await performNode(
      { ...frame, run: { ...frame.run, host } },
      node,
      new AbortController().signal,
    );
    frame.results.set(node.id, output);
  } catch (error) {
    if (isInterruption(error)) throw error;
    frame.errors.set(node.id, failureOf(error));
  }
}

export function failureOf(error: unknown): { code: string; message: string } {
  const given = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in given && typeof given.code === 'string' ? given.code : 'node_failed';
  return { code, message: given.message };
}

/** Whether anything in it has to be undone when it does not come to its end. */
export function hasCompensation(graph: Parameters<typeof everyNode>[0]): boolean {
  return [...everyNode(graph)].some(({ node }) => node.compensate !== undefined);
}
