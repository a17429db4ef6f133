import type { Definition, Node } from './definition.ts';
import { compensators, everyNode } from './graph.ts';
import type { Usage } from './host.ts';

export const NODE_STATES = ['idle', 'running', 'waiting', 'done', 'skipped', 'failed', 'cancelled'] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** What the log tells of one node, or of one of its items or rounds. Times in ms since 1970. */
export interface NodeView {
  /** Step name of the node: `draft`, `each[2].draft`. */
  path: string;
  type: Node['type'];
  state: NodeState;
  attempt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** The run that does the work, of a task. */
  runId: string | null;
  error: { code: string; message: string } | null;
  usage: Usage;
  /** Set if an earlier run gave the result: nothing was done. */
  cached?: boolean;
  /** Of a condition, an approval or a wait: where it left. */
  ports: string[];
  /** Number of the last event about it; a fork from there knows all that it did. Null before it began. */
  lastSequence: number | null;
}

export interface WorkflowView {
  nodes: NodeView[];
  /** 0 to 1: the share of the definition's nodes that have ended one way or the other, without those that undo. */
  progress: number;
  usage: Usage;
}

/** An event of a log, as far as this fold reads it. */
export interface FoldEvent {
  sequence: number;
  at: number;
  type: string;
  step: string | null;
  attempt: number;
  payload: Record<string, unknown>;
}

/** What a step name has beside the ids of its nodes: rounds, items, tries. */
const BESIDE = /\[\d+\]|#\d+/g;
const SUFFIX = /(?:#(\d+))?(~[a-z]+)?$/;

/** The state of every node, folded from the log of a workflow's run. Pure; nodes that never began are idle. */
export function foldWorkflow(definition: Definition, events: Iterable<FoldEvent>): WorkflowView {
  const types = new Map([...everyNode(definition)].map(({ node, path }) => [path.join('.'), node.type]));
  const nodes = new Map<string, NodeView>();
  let over = false;
  for (const event of events) {
    if (['run.finished', 'run.failed', 'run.cancelled'].includes(event.type)) over = true;
    if (event.step !== null) foldStep(nodes, types, event, event.step);
  }
  for (const { id, type } of definition.nodes) if (!nodes.has(id)) nodes.set(id, newView(id, type));
  const views = [...nodes.values()];
  if (over) for (const view of views) settle(view);
  return { nodes: views, progress: progressOf(definition, nodes, over), usage: total(views) };
}

function foldStep(
  nodes: Map<string, NodeView>,
  types: ReadonlyMap<string, Node['type']>,
  event: FoldEvent,
  step: string,
): void {
  const [suffix, tried, mark] = SUFFIX.exec(step)!;
  const path = step.slice(0, step.length - suffix.length);
  beginAround(nodes, types, path, event.at);
  const type = types.get(path.replaceAll(BESIDE, ''));
  if (mark !== undefined || type === undefined) return;
  const view = nodes.get(path) ?? newView(path, type);
  nodes.set(path, view);
  view.lastSequence = event.sequence;
  apply(view, event, Number(tried ?? 1));
}

/** A map or loop has begun once anything inside of it has. */
function beginAround(
  nodes: Map<string, NodeView>,
  types: ReadonlyMap<string, Node['type']>,
  path: string,
  at: number,
): void {
  for (let end = path.lastIndexOf('['); end > 0; end = path.lastIndexOf('[', end - 1)) {
    const around = path.slice(0, end).replace(/#\d+$/, '');
    const type = types.get(around.replaceAll(BESIDE, ''));
    if (!type || nodes.has(around)) continue;
    nodes.set(around, { ...newView(around, type), state: 'running', startedAt: at });
  }
}

function newView(path: string, type: Node['type']): NodeView {
  const times = { startedAt: null, finishedAt: null };
  return {
    path,
    type,
    state: 'idle',
    attempt: 0,
    ...times,
    runId: null,
    error: null,
    usage: {},
    ports: [],
    lastSequence: null,
  };
}

function apply(view: NodeView, event: FoldEvent, tried: number): void {
  const { payload, at } = event;
  switch (event.type) {
    case 'step.started':
      view.state = ['approval', 'wait', 'delay'].includes(view.type) ? 'waiting' : 'running';
      view.attempt = Math.max(tried, view.attempt);
      view.startedAt ??= at;
      if (typeof payload.childId === 'string') view.runId = payload.childId;
      return;
    case 'step.finished':
      finish(view, at, payload.output);
      if (payload.cached !== undefined) view.cached = true;
      return;
    case 'step.failed':
      if (payload.willRetry) return;
      view.state = payload.code === 'child_cancelled' ? 'cancelled' : 'failed';
      view.error = { code: String(payload.code), message: String(payload.message) };
      view.finishedAt = at;
      return;
    case 'step.interrupted':
      view.state = 'failed';
      view.finishedAt = at;
      return;
    default:
  }
}

function finish(view: NodeView, at: number, output: unknown): void {
  view.state = isObject(output) && output.skipped === true ? 'skipped' : 'done';
  view.startedAt ??= at;
  view.finishedAt = at;
  view.error = null;
  if (view.type === 'condition' && Array.isArray(output)) view.ports = output.map(String);
  if (!isObject(output)) return;
  if (view.type === 'wait') view.ports = [String(output.kind === 'signal' ? output.name : 'timeout')];
  if (view.type === 'approval' && isObject(output.output)) view.ports = [String(output.output.decision)];
  if (isObject(output.usage)) view.usage = output.usage as Usage;
}

/** What was under way when the run ended did not end by itself. */
function settle(view: NodeView): void {
  if (view.state === 'running' || view.state === 'waiting') view.state = 'cancelled';
}

function progressOf(definition: Definition, nodes: ReadonlyMap<string, NodeView>, over: boolean): number {
  if (over) return 1;
  const open: NodeState[] = ['idle', 'running', 'waiting'];
  const undoing = compensators(definition.nodes);
  const usual = definition.nodes.filter(({ id }) => !undoing.has(id));
  const ended = usual.filter(({ id }) => !open.includes(nodes.get(id)?.state ?? 'idle'));
  return ended.length / usual.length;
}

function total(views: readonly NodeView[]): Usage {
  const sum = (key: keyof Usage) => views.reduce((all, { usage }) => all + (usage[key] ?? 0), 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    costMicros: sum('costMicros'),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
