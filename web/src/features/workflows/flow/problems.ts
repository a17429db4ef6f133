import type { Problem } from '@agenticgen/orchestrator/workflow';
import { isObject } from '../../../lib/json-value.ts';
import type { DraftGraph, Level } from './draft.ts';

/** Where a problem is shown: the level, the node in it, and the field of the node. */
export interface Place {
  level: Level;
  id: string | null;
  field: string | null;
}

/** Reads the place from the problem's path (`nodes`, 2, `do`, `nodes`, 0, `task`), which every problem has. */
export function placeOf(graph: DraftGraph, { path, node }: Pick<Problem, 'path' | 'node'>): Place {
  const ids: string[] = [];
  let at: unknown = graph;
  let rest = [...path];
  while (rest[0] === 'nodes' && typeof rest[1] === 'number' && isObject(at)) {
    const nodes: unknown = at['nodes'];
    const found: unknown = Array.isArray(nodes) ? nodes[rest[1]] : undefined;
    if (!isObject(found) || typeof found['id'] !== 'string') break;
    ids.push(found['id']);
    at = found['do'];
    rest = rest.slice(rest[2] === 'do' ? 3 : 2);
  }
  const chain = ids.length > 0 ? ids : (node ?? []);
  const id = chain.at(-1) ?? null;
  return { level: chain.slice(0, -1), id, field: typeof rest[0] === 'string' ? rest[0] : null };
}

/** How many problems each node of a level has, those inside of it too. */
export function countByNode(places: readonly Place[], level: Level): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { level: around, id } of places) {
    if (id === null) continue;
    const chain = [...around, id];
    const own = chain[level.length];
    if (own === undefined || !level.every((part, index) => chain[index] === part)) continue;
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  return counts;
}
