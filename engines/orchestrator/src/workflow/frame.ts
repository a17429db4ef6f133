import type { OrchestratorError } from '../lib/errors.ts';
import type { Definition, Graph, Node } from './definition.ts';
import type { Scope } from './expression.ts';
import type { Host } from './host.ts';
import type { Replaying } from './replaying.ts';
import type { NodePath } from './step-name.ts';

/** What a node that has ended gives, and the ports it leaves by. */
export interface Performed {
  output: unknown;
  ports: readonly string[];
  /** Its condition was false: nothing was done that could be undone. */
  isSkipped?: boolean;
}

/** Undoes what has ended inside of a graph. */
export type Undo = () => Promise<void>;

/** The last first. */
export async function undoAll(undos: readonly Undo[]): Promise<void> {
  for (const act of undos.toReversed()) await act();
}

/** A graph that was gone through. */
export interface Through {
  output: unknown;
  undo: Undo;
}

/** What all graphs of one run share. */
export interface Run {
  /** Goes through a graph once: an item of a map, a round of a loop. */
  graph(run: Run, graph: Graph, path: NodePath, outer: Scope, signal: AbortSignal): Promise<Through>;
  host: Host;
  definition: Definition;
  replaying: Replaying;
  /** By step name: what is given to a node in place of what its templates say. */
  overrides: Readonly<Record<string, Record<string, unknown>>>;
  /** Nodes of one run that must not work at the same time. */
  locks: Map<string, Promise<void>>;
}

/** How a node ends: it leaves by ports, or what comes after cannot count on it. */
export type Exit = { kind: 'left'; ports: readonly string[] } | { kind: 'dead' };
export const DEAD: Exit = { kind: 'dead' };

/** Nodes that have ended for sure when another one begins, on every replay alike. */
export type Known = ReadonlySet<string>;

/** One going-through of a graph: the whole workflow, one item of a map, one round of a loop. */
export interface Frame {
  run: Run;
  graph: Pick<Graph, 'nodes'>;
  path: NodePath;
  /** `input`, `item`, `state` and what the graphs around gave. */
  outer: Scope;
  /** By node: what it may look at, set when it begins. */
  known: Map<string, Known>;
  results: Map<string, unknown>;
  /** Nodes that have done what they are for. */
  effective: Set<string>;
  /** By map or loop: what undoes its items and rounds, in their order. */
  inner: Map<string, readonly Undo[]>;
  errors: Map<string, { code: string; message: string }>;
  exits: ReadonlyMap<string, PromiseWithResolvers<Exit>>;
  /** One for each node: aborts when its result is not wanted any more. */
  controllers: ReadonlyMap<string, AbortController>;
  /** Nodes that have left or never will. */
  ended: Set<string>;
  /** By node: failures that nothing handles. The first one, in the order of the nodes, is the frame's. */
  failures: Map<string, unknown>;
  /** Why the run left in the middle. */
  interruption: OrchestratorError | null;
}

export function openFrame(run: Run, graph: Pick<Graph, 'nodes'>, path: NodePath, outer: Scope): Frame {
  const ids = graph.nodes.map(({ id }) => id);
  return {
    run,
    graph,
    path,
    outer,
    known: new Map(),
    results: new Map(),
    effective: new Set(),
    inner: new Map(),
    errors: new Map(),
    exits: new Map(ids.map((id) => [id, Promise.withResolvers<Exit>()])),
    controllers: new Map(ids.map((id) => [id, new AbortController()])),
    ended: new Set(),
    failures: new Map(),
    interruption: null,
  };
}

/**
 * What the expressions of a node see, or those of the whole graph at its end: inner names hide outer ones. What
 * has no result, or might not have one on another replay, is null.
 */
export function scopeOf(frame: Frame, node?: Pick<Node, 'id'>): Scope {
  const known = node ? frame.known.get(node.id) : undefined;
  const nodes: Record<string, unknown> = { ...frame.outer.nodes };
  const errors: Record<string, unknown> = { ...frame.outer.errors };
  for (const { id } of frame.graph.nodes) {
    const isSeen = !known || known.has(id);
    nodes[id] = isSeen ? (frame.results.get(id) ?? null) : null;
    errors[id] = isSeen ? (frame.errors.get(id) ?? null) : null;
  }
  return { ...frame.outer, nodes, errors };
}

export function pathOf(frame: Frame, node: Pick<Node, 'id'>): NodePath {
  return [...frame.path, node.id];
}
