import type { NodeState } from '../../../lib/api-types.ts';
import { type DraftGraph, type DraftNode, linksOf } from '../flow/draft.ts';

export interface RerunPlan {
  /** The node and what comes after it. */
  again: DraftNode[];
  /** What ended before and is taken over with its result. */
  kept: DraftNode[];
}

/** What another run from a node on would do anew, and what it takes over. A node inside of a map counts as the map. */
export function rerunPlan(graph: DraftGraph, states: readonly NodeState[], path: string): RerunPlan {
  const first = /^\w+/.exec(path)?.[0] ?? path;
  const links = linksOf(graph);
  const anew = new Set([first]);
  // A set grows while it is walked: what is added is walked too.
  for (const id of anew) for (const { from, to } of links) if (from === id) anew.add(to);
  const ended = new Set(states.filter(({ state }) => state === 'done').map((node) => node.path));
  return {
    again: graph.nodes.filter(({ id }) => anew.has(id)),
    kept: graph.nodes.filter(({ id }) => !anew.has(id) && ended.has(id)),
  };
}

/** The nodes of a run that have begun, in the order in which they did; those inside of maps and loops too. */
export function begunNodes(states: readonly NodeState[]): NodeState[] {
  const begun = states.filter(({ startedAt, state }) => startedAt !== null && state !== 'skipped');
  return begun.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
}

/** What a node is called, by its path: `each[2].draft` by the title of `draft`, with where it is. */
export function nodeTitle(graph: DraftGraph, path: string): string {
  let nodes: readonly DraftNode[] = graph.nodes;
  const names: string[] = [];
  for (const part of path.split('.')) {
    const [, id = part, round] = /^(\w+)(?:\[(\d+)\])?$/.exec(part) ?? [];
    const node = nodes.find((one) => one.id === id);
    names.push(`${node?.title || id}${round === undefined ? '' : ` ${Number(round) + 1}`}`);
    nodes = node?.do?.nodes ?? [];
  }
  return names.join(' · ');
}
