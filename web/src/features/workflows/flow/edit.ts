import { NODE_TYPES, type NodeType } from '@agenticgen/orchestrator/workflow';
import {
  changeGraph,
  type Draft,
  type DraftGraph,
  type DraftNode,
  graphAt,
  type Level,
  type Link,
  layoutKey,
  linksOf,
  type Point,
  sourceOf,
} from './draft.ts';
import { autoLayout, freePlace, positionsOf } from './layout.ts';

/** Acts on a draft. All are pure: what they are given stays as it is. */

const FRESH: { [T in NodeType]: Record<string, unknown> } = {
  agent: { agent: 'research', task: '' },
  tool: { tool: '', arguments: {} },
  code: { language: 'python', code: 'result = inputs', inputs: {} },
  knowledge: { query: '' },
  approval: { question: '' },
  condition: { cases: [{ port: 'yes', when: 'true' }] },
  map: { over: 'input.items', do: { nodes: [{ id: 'step', type: 'value', value: '{{item}}' }] } },
  loop: {
    until: 'index >= 2',
    do: { nodes: [{ id: 'step', type: 'value', value: '{{state}}' }], output: '{{nodes.step}}' },
  },
  workflow: { workflow: '', input: {} },
  delay: { ms: 60_000 },
  wait: { signals: ['go'] },
  join: {},
  value: { value: '' },
};

/** An id that no node of the graph has: `agent`, `agent_2`, ... */
export function freeId(graph: DraftGraph, wanted: string): string {
  const taken = new Set(graph.nodes.map(({ id }) => id));
  if (!taken.has(wanted)) return wanted;
  const base = wanted.replace(/_\d+$/, '');
  let number = 2;
  while (taken.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

export interface Added {
  draft: Draft;
  id: string;
}

/** Adds a node at the point, or behind `after`. */
export function addNode(
  draft: Draft,
  level: Level,
  type: NodeType,
  { at, after }: { at?: Point; after?: { id: string; port: string } } = {},
): Added {
  const graph = graphAt(draft, level) ?? { nodes: [] };
  const id = freeId(graph, type);
  const node: DraftNode = { id, type, ...FRESH[type] };
  if (after) node.after = [sourceOf(after.id, after.port)];
  const placed = pinned(draft, level);
  const added = changeGraph(placed, level, ({ nodes }) => ({ nodes: [...nodes, node] }));
  const places = positionsOf(graph, level, placed.layout);
  const layout = { ...added.layout };
  if (at) layout[layoutKey(level, id)] = freePlace(at, places);
  const shown = positionsOf(graphAt(added, level) ?? graph, level, layout).get(id);
  return {
    draft: { ...added, layout: { ...layout, ...(shown ? { [layoutKey(level, id)]: shown } : {}) } },
    id,
  };
}

/** The draft with the places of a level written down, so that an edit moves nothing else. */
function pinned(draft: Draft, level: Level): Draft {
  const graph = graphAt(draft, level);
  if (!graph || graph.nodes.length === 0) return draft;
  return moveNodes(draft, level, positionsOf(graph, level, draft.layout));
}

export function moveNodes(draft: Draft, level: Level, places: ReadonlyMap<string, Point>): Draft {
  const layout = { ...draft.layout };
  for (const [id, { x, y }] of places) layout[layoutKey(level, id)] = { x: Math.round(x), y: Math.round(y) };
  return { ...draft, layout };
}

export function tidy(draft: Draft, level: Level): Draft {
  const graph = graphAt(draft, level);
  return graph ? moveNodes(draft, level, autoLayout(graph)) : draft;
}

/** Null where the arrow exists, or would go from a node to itself. */
export function connect(draft: Draft, level: Level, { from, port, to }: Link): Draft | null {
  const graph = graphAt(draft, level);
  if (!graph || from === to) return null;
  const source = sourceOf(from, port);
  const target = graph.nodes.find(({ id }) => id === to);
  if (!target || linksOf(graph).some((link) => link.from === from && link.port === port && link.to === to)) {
    return null;
  }
  return changeNode(draft, level, to, { after: [...(target.after ?? []), source] });
}

export function disconnect(draft: Draft, level: Level, links: readonly Link[]): Draft {
  const gone = (to: string, source: string) =>
    links.some((link) => link.to === to && sameSource(source, link.from, link.port));
  return changeGraph(draft, level, ({ nodes }) => ({
    nodes: nodes.map((node) => withAfter(node, (source) => (gone(node.id, source) ? null : source))),
  }));
}

const sameSource = (source: string, from: string, port: string): boolean =>
  source === `${from}:${port}` || (port === 'done' && source === from);

function withAfter(node: DraftNode, change: (source: string) => string | null): DraftNode {
  if (!node.after) return node;
  return { ...node, after: node.after.flatMap((source) => change(source) ?? []) };
}

/** Sets keys of a node; undefined takes a key away. */
export function changeNode(draft: Draft, level: Level, id: string, change: Record<string, unknown>): Draft {
  return changeGraph(draft, level, ({ nodes }) => ({
    nodes: nodes.map((node) => (node.id === id ? (cleaned({ ...node, ...change }) as DraftNode) : node)),
  }));
}

/** The same for the definition itself. */
export function changeDraft(draft: Draft, change: Partial<Draft>): Draft {
  return cleaned({ ...draft, ...change }) as Draft;
}

function cleaned(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

/** Takes nodes away with their arrows and places. */
export function removeNodes(draft: Draft, level: Level, ids: ReadonlySet<string>): Draft {
  const base = (source: string) => source.split(':')[0] ?? source;
  const without = changeGraph(pinned(draft, level), level, ({ nodes }) => ({
    nodes: nodes
      .filter(({ id }) => !ids.has(id))
      .map((node) => withAfter(node, (source) => (ids.has(base(source)) ? null : source))),
  }));
  const isGone = (key: string) => [...ids].some((id) => isAtOrBelow(key, layoutKey(level, id)));
  const layout = Object.fromEntries(Object.entries(without.layout ?? {}).filter(([key]) => !isGone(key)));
  return { ...without, layout };
}

const isAtOrBelow = (key: string, above: string): boolean => key === above || key.startsWith(`${above}.`);

/** Gives a node another id, also wherever the graph speaks of it. Null where the id is taken. */
export function renameNode(draft: Draft, level: Level, from: string, to: string): Draft | null {
  const graph = graphAt(draft, level);
  if (!graph || from === to || graph.nodes.some(({ id }) => id === to)) return null;
  const spoken = new RegExp(`\\b(nodes|errors)\\.${from}\\b`, 'g');
  const reworded = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(spoken, `$1.${to}`);
    if (Array.isArray(value)) return value.map(reworded);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reworded(item)]));
  };
  const named = (id: string) => (id === from ? to : id);
  const renamed = changeGraph(draft, level, ({ nodes, output }) => ({
    nodes: nodes.map((node) => {
      const next = withAfter(reworded(node) as DraftNode, (source) => {
        const [base, ...port] = source.split(':');
        return [named(base ?? ''), ...port].join(':');
      });
      next.id = named(next.id);
      if (next['compensate'] === from) next['compensate'] = to;
      if (Array.isArray(next['cancels'])) next['cancels'] = next['cancels'].map(named);
      return next;
    }),
    ...(output === undefined ? {} : { output: reworded(output) }),
  }));
  return { ...renamed, ...renamedLayout(renamed, layoutKey(level, from), layoutKey(level, to)) };
}

function renamedLayout({ layout }: Draft, from: string, to: string): Pick<Draft, 'layout'> {
  if (!layout) return {};
  const moved = (key: string) => (isAtOrBelow(key, from) ? to + key.slice(from.length) : key);
  return { layout: Object.fromEntries(Object.entries(layout).map(([key, point]) => [moved(key), point])) };
}

/** Copied nodes, as text for the clipboard. */
export function copyNodes(draft: Draft, level: Level, ids: ReadonlySet<string>): string | null {
  const nodes = graphAt(draft, level)?.nodes.filter(({ id }) => ids.has(id)) ?? [];
  if (nodes.length === 0) return null;
  const places = positionsOf(graphAt(draft, level) ?? { nodes }, level, draft.layout);
  return JSON.stringify({ nodes, places: Object.fromEntries(nodes.map(({ id }) => [id, places.get(id)])) });
}

const PASTE_OFFSET = 40;

/** Pastes what was copied, with ids that are free; arrows among the copies stay. Null for other text. */
export function pasteNodes(draft: Draft, level: Level, text: string): { draft: Draft; ids: string[] } | null {
  const copied = readCopy(text);
  if (!copied) return null;
  let result = pinned(draft, level);
  const names = new Map<string, string>();
  for (const node of copied.nodes) {
    const id = freeId(graphAt(result, level) ?? { nodes: [] }, node.id);
    names.set(node.id, id);
    result = changeGraph(result, level, ({ nodes }) => ({ nodes: [...nodes, { ...node, id }] }));
    const at = copied.places[node.id];
    if (at)
      result = moveNodes(result, level, new Map([[id, { x: at.x + PASTE_OFFSET, y: at.y + PASTE_OFFSET }]]));
  }
  const ids = [...names.values()];
  result = changeGraph(result, level, ({ nodes }) => ({
    nodes: nodes.map((node) =>
      ids.includes(node.id)
        ? withAfter(node, (source) => {
            const [base = '', ...port] = source.split(':');
            const inside = names.get(base);
            return inside === undefined ? null : [inside, ...port].join(':');
          })
        : node,
    ),
  }));
  return { draft: result, ids };
}

function readCopy(text: string): { nodes: DraftNode[]; places: Record<string, Point> } | null {
  try {
    const { nodes, places } = JSON.parse(text) as { nodes: DraftNode[]; places?: Record<string, Point> };
    const isWhole =
      nodes.length > 0 && nodes.every(({ id, type }) => typeof id === 'string' && NODE_TYPES.includes(type));
    return isWhole ? { nodes, places: places ?? {} } : null;
  } catch {
    return null;
  }
}
