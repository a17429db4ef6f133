import type { NodeState } from '../../../lib/api-types.ts';

/** A map or loop that one has gone into, and which of its items or rounds. */
export interface RunStep {
  id: string;
  index: number;
}

/** How the log names a node at a level: `each[2].draft`. */
export const pathAt = (steps: readonly RunStep[], id: string): string =>
  [...steps.map((step) => `${step.id}[${step.index}]`), id].join('.');

/** States of the nodes right at a level, by id. */
export function statesAt(nodes: readonly NodeState[], steps: readonly RunStep[]): Map<string, NodeState> {
  const before = steps.map((step) => `${step.id}[${step.index}].`).join('');
  const own = nodes.filter(({ path }) => path.startsWith(before) && /^\w+$/.test(path.slice(before.length)));
  return new Map(own.map((node) => [node.path.slice(before.length), node]));
}

/** The items or rounds of a map or loop that have begun. */
export function roundsOf(nodes: readonly NodeState[], path: string): number[] {
  const found = new Set<number>();
  for (const node of nodes) {
    if (!node.path.startsWith(`${path}[`)) continue;
    found.add(Number.parseInt(node.path.slice(path.length + 1), 10));
  }
  return [...found].sort((a, b) => a - b);
}

/** The state of a whole round: what one of its nodes is, the worst or busiest first. */
export function roundState(nodes: readonly NodeState[], path: string, index: number): NodeState['state'] {
  const inside = nodes.filter((node) => node.path.startsWith(`${path}[${index}].`)).map(({ state }) => state);
  const order: NodeState['state'][] = ['failed', 'waiting', 'running', 'cancelled', 'done', 'skipped'];
  return order.find((state) => inside.includes(state)) ?? 'idle';
}

/** Since when, or how long it took; null before it began. */
export function durationOf({ startedAt, finishedAt }: NodeState, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (finishedAt ?? now) - startedAt);
}
