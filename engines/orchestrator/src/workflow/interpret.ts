import { arrive } from './arrivals.ts';
import type { Definition, Graph, Node } from './definition.ts';
import type { Scope } from './expression.ts';
import { DEAD, type Exit, type Frame, openFrame, pathOf, type Run, scopeOf } from './frame.ts';
import { compensators, DONE, ERROR, edgesOf, lastNodes, topologicalOrder } from './graph.ts';
import type { Host } from './host.ts';
import { performNode } from './perform.ts';
import { type NodePath, stepName } from './step-name.ts';
import { fill } from './template.ts';

export interface InterpretOptions {
  /** By step name: what a node is given in place of what its templates say (a retry with edited input). */
  overrides?: Readonly<Record<string, Record<string, unknown>>>;
}

/**
 * Runs a validated definition to its end and gives its output. Everything that takes time or could differ
 * between two replays goes through the host; in between it does the same each time.
 */
export function interpret(
  host: Host,
  definition: Definition,
  input: Record<string, unknown>,
  options: InterpretOptions = {},
): Promise<unknown> {
  const run: Run = {
    graph: runGraph,
    host,
    definition,
    overrides: options.overrides ?? {},
    locks: new Map(),
  };
  return runGraph(run, definition, [], { input, nodes: {}, errors: {} }, host.signal);
}

/** Goes through a graph once. Throws the first failure that no arrow and no node handles, after all has ended. */
async function runGraph(
  run: Run,
  graph: Graph,
  path: NodePath,
  outer: Scope,
  signal: AbortSignal,
): Promise<unknown> {
  const frame = openFrame(run, graph, path, outer);
  const stop = () => abortAll(frame, signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const undoing = compensators(graph.nodes);
  await Promise.all(graph.nodes.filter(({ id }) => !undoing.has(id)).map((node) => live(frame, node)));
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (frame.failed) {
    await undo(frame, signal);
    throw frame.failure;
  }
  return outputOf(frame, graph);
}

/** A node from its first arrow to its exit; never rejects. */
async function live(frame: Frame, node: Node): Promise<void> {
  const exit = frame.exits.get(node.id)!;
  const { signal } = frame.controllers.get(node.id)!;
  const gone = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  try {
    const begins = await Promise.race([arrive(frame, node), gone]);
    const end = begins ? await begin(frame, node, signal) : DEAD;
    frame.ended.add(node.id);
    exit.resolve(end);
  } catch (error) {
    fail(frame, error);
    exit.resolve(DEAD);
  }
}

async function begin(frame: Frame, node: Node, signal: AbortSignal): Promise<Exit> {
  try {
    const { output, ports } = await performNode(frame, node, signal);
    frame.results.set(node.id, output);
    await cancelOthers(frame, node);
    return { kind: 'left', ports };
  } catch (error) {
    if (signal.aborted) return DEAD;
    return handle(frame, node, error);
  }
}

function handle(frame: Frame, node: Node, error: unknown): Exit {
  frame.errors.set(node.id, failureOf(error));
  const hasBranch = edgesOf(frame.graph.nodes).some(({ from, port }) => from === node.id && port === ERROR);
  if (hasBranch) return { kind: 'left', ports: [ERROR] };
  if (node.onError === 'continue') return { kind: 'left', ports: [DONE] };
  fail(frame, error);
  return DEAD;
}

function failureOf(error: unknown): { code: string; message: string } {
  const given = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in given && typeof given.code === 'string' ? given.code : 'node_failed';
  return { code, message: given.message };
}

function fail(frame: Frame, error: unknown): void {
  if (!frame.failed) frame.failure = error;
  frame.failed = true;
  abortAll(frame, error);
}

function abortAll(frame: Frame, reason: unknown): void {
  for (const controller of frame.controllers.values()) controller.abort(reason);
}

/** Which of them were still under way is recorded, so that a replay cancels the same ones. */
async function cancelOthers(frame: Frame, node: Node): Promise<void> {
  if (!node.cancels) return;
  const step = stepName(pathOf(frame, node), '~cancels');
  const open = await frame.run.host.record(step, () => node.cancels!.filter((id) => !frame.ended.has(id)));
  for (const id of open) {
    frame.controllers.get(id)?.abort(new DOMException(`Cancelled by ${node.id}`, 'AbortError'));
  }
}

/** Undoes what had ended, the last first (sagas, Garcia-Molina and Salem 1987). What can't be undone stays. */
async function undo(frame: Frame, signal: AbortSignal): Promise<void> {
  const byId = new Map(frame.graph.nodes.map((node) => [node.id, node]));
  for (const id of topologicalOrder(frame.graph.nodes).reverse()) {
    const undoing = frame.results.has(id) ? byId.get(id)?.compensate : undefined;
    const node = undoing === undefined ? undefined : byId.get(undoing);
    if (!node) continue;
    try {
      const { output } = await performNode(frame, node, signal);
      frame.results.set(node.id, output);
    } catch (error) {
      signal.throwIfAborted();
      frame.errors.set(node.id, failureOf(error));
    }
  }
}

function outputOf(frame: Frame, graph: Graph): unknown {
  if (graph.output !== undefined) return fill(graph.output, scopeOf(frame));
  const last = lastNodes(graph).map(({ id }) => [id, frame.results.get(id) ?? null] as const);
  return last.length === 1 ? last[0]![1] : Object.fromEntries(last);
}
