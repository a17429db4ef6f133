import { isTask, type Node } from './definition.ts';
import type { NodeView, WorkflowView } from './fold.ts';
import { compensators, ERROR, parseSource, topologicalOrder } from './graph.ts';

/** What nodes of this kind take, or what is left of one that has taken so long; null if nobody knows. */
export type Measured = (node: Node, elapsedMs: number) => { ms: number; sureness: number } | null;

interface Left {
  ms: number;
  sureness: number;
}

/**
 * The work that is left of a workflow: its longest way through the nodes that have not ended, by measured
 * durations (the critical path; Kelley and Walker, 1959). How much to rely on it falls with the share of nodes
 * of which nobody knows how long they take. Null if that is all of them.
 */
export function workLeft(
  nodes: readonly Node[],
  view: Pick<WorkflowView, 'nodes'>,
  measured: Measured,
  now: number,
): Left | null {
  const undoing = compensators(nodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const views = new Map(view.nodes.map((node) => [node.path, node]));
  const ends = new Map<string, number>();
  let open = 0;
  let sureness = 0;
  for (const id of topologicalOrder(nodes)) {
    const node = byId.get(id)!;
    if (undoing.has(id)) continue;
    const before = usualSources(node);
    // Only what fails leads here.
    if (node.after.length > 0 && before.length === 0) continue;
    const begins = Math.max(0, ...before.map((source) => ends.get(source) ?? 0));
    const seen = views.get(id);
    const isOver = seen !== undefined && seen.finishedAt !== null;
    const left = isOver ? null : leftOf(node, seen, measured, now);
    ends.set(id, begins + (left?.ms ?? 0));
    if (isOver || !takesTime(node)) continue;
    open++;
    sureness += left?.sureness ?? 0;
  }
  if (open === 0) return { ms: 0, sureness: 1 };
  if (sureness === 0) return null;
  return { ms: Math.max(0, ...ends.values()), sureness: sureness / open };
}

function usualSources(node: Node): string[] {
  return node.after
    .map(parseSource)
    .filter(({ port }) => port !== ERROR)
    .map(({ from }) => from);
}

function takesTime(node: Node): boolean {
  return !['condition', 'join', 'value'].includes(node.type);
}

function leftOf(node: Node, seen: NodeView | undefined, measured: Measured, now: number): Left | null {
  const elapsedMs = seen?.startedAt == null ? 0 : Math.max(0, now - seen.startedAt);
  if (node.type === 'map' || node.type === 'loop') {
    // How many rounds there will be is not known: one is counted, and little relied on.
    const once = workLeft(node.do.nodes, { nodes: [] }, measured, now);
    return once && { ms: Math.max(0, once.ms - elapsedMs), sureness: once.sureness / 2 };
  }
  // Nobody knows when people or signals come.
  return isTask(node) || node.type === 'workflow' ? measured(node, elapsedMs) : null;
}
