import {
  edgesOf,
  type JsonSchema,
  NODE_TYPES,
  type Node,
  type NodeType,
} from '@agenticgen/orchestrator/workflow';
import { isObject, isTexts } from '../../../lib/json-value.ts';

/** A definition while it is written: it has the shape that a canvas can show, but may be wrong in any other way. */
export interface Draft extends DraftGraph {
  name: string;
  description?: string;
  input?: JsonSchema;
  layout?: Record<string, Point>;
  [key: string]: unknown;
}

export interface DraftGraph {
  nodes: DraftNode[];
  output?: unknown;
}

export interface DraftNode {
  id: string;
  type: NodeType;
  title?: string;
  after?: string[];
  /** What a map or loop does. */
  do?: DraftGraph;
  [key: string]: unknown;
}

export interface Point {
  x: number;
  y: number;
}

export interface Link {
  from: string;
  port: string;
  to: string;
}

/** The maps and loops that one has gone into, from the outside. */
export type Level = readonly string[];

export const hasContents = (node: DraftNode): boolean => node.type === 'map' || node.type === 'loop';

/** The value as a draft, or null where a canvas could not show it. */
export function asDraft(value: unknown): Draft | null {
  if (!isObject(value) || !isGraph(value)) return null;
  const { name, layout } = value as { name?: unknown; layout?: unknown };
  if (typeof name !== 'string' || (layout !== undefined && !isLayout(layout))) return null;
  return value as unknown as Draft;
}

function isGraph(value: Record<string, unknown>): boolean {
  return Array.isArray(value['nodes']) && value['nodes'].every(isNode);
}

function isNode(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, type, after, title, do: inner } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !(NODE_TYPES as readonly unknown[]).includes(type)) return false;
  if (after !== undefined && !isTexts(after)) return false;
  if (title !== undefined && typeof title !== 'string') return false;
  return inner === undefined || (isObject(inner) && isGraph(inner));
}

function isLayout(value: unknown): boolean {
  const isPoint = (point: unknown) =>
    isObject(point) && typeof point['x'] === 'number' && typeof point['y'] === 'number';
  return isObject(value) && Object.values(value).every(isPoint);
}

/** The graph of a level; null once what it is in is gone. */
export function graphAt(draft: DraftGraph, level: Level): DraftGraph | null {
  let graph: DraftGraph | null = draft;
  for (const id of level) {
    const around: DraftNode | undefined = graph?.nodes.find((node) => node.id === id);
    graph = around && hasContents(around) ? (around.do ?? { nodes: [] }) : null;
  }
  return graph;
}

/** The draft with the graph of one level changed. */
export function changeGraph<G extends DraftGraph>(
  graph: G,
  [first, ...rest]: Level,
  change: (graph: DraftGraph) => DraftGraph,
): G {
  if (first === undefined) return { ...graph, ...change(graph) };
  const nodes = graph.nodes.map((node) =>
    node.id === first ? { ...node, do: changeGraph(node.do ?? { nodes: [] }, rest, change) } : node,
  );
  return { ...graph, nodes };
}

/** The name of a node in the layout: its own id below those around it. */
export const layoutKey = (level: Level, id: string): string => [...level, id].join('.');

export function linksOf({ nodes }: DraftGraph): Link[] {
  return edgesOf(nodes.map((node) => ({ ...node, after: node.after ?? [] }) as unknown as Node));
}

export const sourceOf = (from: string, port: string): string => (port === 'done' ? from : `${from}:${port}`);
