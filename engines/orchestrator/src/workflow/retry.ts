import type { Definition, Graph, Node } from './definition.ts';
import { ancestors, everyNode } from './graph.ts';
import type { NodePath } from './step-name.ts';

/** An event of a log, as far as this looks at it. */
export interface RecordedEvent {
  type: string;
  step: string | null;
  payload: Record<string, unknown>;
}

const SUFFIX = /(?:#\d+)?(?:~[a-z]+)?$/;
const PART = /([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]/g;

/** The node that a step belongs to, or null for a name that was too long to be kept whole. */
export function nodePathOf(step: string): NodePath | null {
  const text = step.replace(SUFFIX, '');
  if (text.includes('~')) return null;
  return [...text.matchAll(PART)].map(([, id, index]) => id ?? Number(index));
}

/** The node of a definition that a path leads to. */
export function nodeAt(definition: Definition, path: NodePath): Node | undefined {
  const ids = path.filter((part) => typeof part === 'string').join('.');
  return [...everyNode(definition)].find((found) => found.path.join('.') === ids)?.node;
}

/**
 * Which events a run keeps that is done again from a node on: all but those of the node and of what comes after
 * it. What was undone after the failure is done again, too, and what was cancelled by it.
 */
export function keepBefore(
  definition: Definition,
  from: NodePath,
  log: readonly RecordedEvent[],
): (event: Pick<RecordedEvent, 'step'>) => boolean {
  const roots = [from, ...undone(definition, log), ...cancelled(definition, log)];
  return ({ step }) => {
    if (step === null) return true;
    const path = nodePathOf(step);
    return path !== null && !roots.some((root) => isAfter(definition, root, path));
  };
}

/** Whether `path` is `root`, around it, inside of it, or comes after it. */
function isAfter(graph: Pick<Graph, 'nodes'>, root: NodePath, path: NodePath): boolean {
  const [id, round, ...rest] = root;
  const [otherId, otherRound, ...otherRest] = path;
  if (id !== otherId) return ancestors(graph.nodes).get(String(otherId))?.has(String(id)) ?? false;
  if (round === undefined || otherRound === undefined) return true;
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (node?.type !== 'map' && node?.type !== 'loop') return true;
  if (round !== otherRound) return node.type === 'loop' && Number(otherRound) > Number(round);
  if (rest.length === 0 || otherRest.length === 0) return true;
  return isAfter(node.do, rest, otherRest);
}

/** Nodes whose compensation has been done, and the compensations. */
function undone(definition: Definition, log: readonly RecordedEvent[]): NodePath[] {
  const undoes = new Map<string, string[]>();
  for (const { node, path } of everyNode(definition)) {
    if (node.compensate === undefined) continue;
    const around = path.slice(0, -1);
    const key = [...around, node.compensate].join('.');
    undoes.set(key, [...(undoes.get(key) ?? []), node.id]);
  }
  return log.flatMap(({ type, step }) => {
    const path = type === 'step.finished' && step !== null ? nodePathOf(step) : null;
    const ids = path ? undoes.get(path.filter((part) => typeof part === 'string').join('.')) : undefined;
    return path && ids ? [path, ...ids.map((id) => [...path.slice(0, -1), id])] : [];
  });
}

/** Nodes that were stopped because the run failed, not because the definition says so. */
function cancelled(definition: Definition, log: readonly RecordedEvent[]): NodePath[] {
  const meant = new Set([...everyNode(definition)].flatMap(({ node }) => node.cancels ?? []));
  const last = new Map<string, NodePath | null>();
  for (const { type, step, payload } of log) {
    const path = step === null || step.includes('~') ? null : nodePathOf(step);
    if (!path || !type.startsWith('step.') || meant.has(String(path.at(-1)))) continue;
    const stopped = type === 'step.failed' && payload.code === 'child_cancelled';
    last.set(JSON.stringify(path), stopped ? path : null);
  }
  return [...last.values()].filter((path) => path !== null);
}
