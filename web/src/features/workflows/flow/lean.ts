import type { Draft, DraftGraph, DraftNode } from './draft.ts';

/** What a node has when nothing is said: the check fills it in, people need not read it. */
const USUAL: Record<string, unknown> = {
  after: [],
  join: 'all',
  onError: 'fail',
  arguments: {},
  inputs: {},
  approvers: {},
  editable: false,
  votes: 1,
  choose: 'first',
  onItemError: 'fail',
};
const FIRST = ['id', 'type', 'title'] as const;

/** The draft without what is as usual, each node with its name and type first. It means the same. */
export function lean(draft: Draft): Draft {
  return { ...draft, ...leanGraph(draft) };
}

function leanGraph<G extends DraftGraph>(graph: G): G {
  return { ...graph, nodes: graph.nodes.map(leanNode) };
}

function leanNode(node: DraftNode): DraftNode {
  const isSaid = (key: string) => !(key in USUAL) || JSON.stringify(node[key]) !== JSON.stringify(USUAL[key]);
  const { do: inner, ...rest } = node;
  const keys = [...FIRST.filter((key) => key in node), ...Object.keys(rest).filter((key) => !isFirst(key))];
  const kept = Object.fromEntries(keys.filter(isSaid).map((key) => [key, node[key]])) as unknown as DraftNode;
  return inner ? { ...kept, do: leanGraph(inner) } : kept;
}

const isFirst = (key: string): boolean => (FIRST as readonly string[]).includes(key);
