import type { Definition, Node } from '@agenticgen/orchestrator/workflow';

export interface NodeChange {
  id: string;
  change: 'added' | 'removed' | 'changed';
  /** Of a changed node: its keys that differ. */
  keys: string[];
}

/** What differs between two definitions, node by node; the layout does not count. */
export function diffDefinitions(from: Definition, to: Definition): { nodes: NodeChange[]; keys: string[] } {
  const { nodes: before, layout: _, ...left } = from;
  const { nodes: after, layout: __, ...right } = to;
  return { nodes: diffNodes(before, after), keys: differing(left, right) };
}

function diffNodes(before: readonly Node[], after: readonly Node[]): NodeChange[] {
  const old = new Map(before.map((node) => [node.id, node]));
  const now = new Map(after.map((node) => [node.id, node]));
  const removed = before.filter(({ id }) => !now.has(id)).map(({ id }) => change(id, 'removed'));
  const others = after.flatMap((node) => {
    const known = old.get(node.id);
    if (!known) return [change(node.id, 'added')];
    const keys = differing(known, node);
    return keys.length > 0 ? [change(node.id, 'changed', keys)] : [];
  });
  return [...removed, ...others];
}

function change(id: string, kind: NodeChange['change'], keys: string[] = []): NodeChange {
  return { id, change: kind, keys };
}

function differing(left: object, right: object): string[] {
  const [a, b] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].filter((key) => JSON.stringify(a.get(key)) !== JSON.stringify(b.get(key))).sort();
}
