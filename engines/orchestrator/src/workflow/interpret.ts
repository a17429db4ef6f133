import { arrive } from './arrivals.ts';
import type { Definition, Graph, Node } from './definition.ts';
import type { Scope } from './expression.ts';
import { DEAD, type Exit, type Frame, openFrame, pathOf, type Run, scopeOf, type Through } from './frame.ts';
import { compensators, DONE, ERROR, edgesOf, lastNodes } from './graph.ts';
import type { Host } from './host.ts';
import { performNode } from './perform.ts';
import {
  createReplaying,
  isCancel,
  isInterruption,
  isOwnFailure,
  isStopped,
  type Replaying,
} from './replaying.ts';
import { type NodePath, stepName } from './step-name.ts';
import { fill } from './template.ts';
import { failureOf, undo } from './undo.ts';

export interface InterpretOptions {
  /** By step name: what a node is given in place of what its templates say (a retry with edited input). */
  overrides?: Readonly<Record<string, Record<string, unknown>>>;
  /** Default: one of its own. */
  replaying?: Replaying;
}

/**
 * Runs a validated definition to its end and gives its output. Everything that takes time or could differ
 * between two replays goes through the host; in between it does the same each time.
 */
export async function interpret(
  host: Host,
  definition: Definition,
  input: Record<string, unknown>,
  options: InterpretOptions = {},
): Promise<unknown> {
  const run: Run = {
    graph: runGraph,
    host,
    definition,
    replaying: options.replaying ?? createReplaying(host),
    overrides: options.overrides ?? {},
    locks: new Map(),
  };
  const never = new AbortController().signal;
  const { output } = await runGraph(run, definition, [], { input, nodes: {}, errors: {} }, never);
  return output;
}

/**
 * Goes through a graph once. If it does not come to its end, all that had ended is undone, and then it throws why:
 * the run has to end, `signal` has aborted, or the first failure that no arrow and no node handles.
 */
async function runGraph(
  run: Run,
  graph: Graph,
  path: NodePath,
  outer: Scope,
  signal: AbortSignal,
): Promise<Through> {
  const frame = openFrame(run, graph, path, outer);
  const stop = () => abortAll(frame, signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const undoing = compensators(graph.nodes);
  await Promise.all(graph.nodes.filter(({ id }) => !undoing.has(id)).map((node) => live(frame, node)));
  signal.removeEventListener('abort', stop);
  try {
    throwIfUnfinished(frame, signal);
    return { output: outputOf(frame, graph), undo: () => undo(frame) };
  } catch (error) {
    if (!isInterruption(error) || isCancel(error)) await undo(frame);
    throw error;
  }
}

function throwIfUnfinished(frame: Frame, signal: AbortSignal): void {
  if (frame.interruption) throw frame.interruption;
  const failed = frame.graph.nodes.find(({ id }) => frame.failures.has(id));
  if (failed) throw frame.failures.get(failed.id);
  signal.throwIfAborted();
  // All ended before the run was cancelled, but the whole had not.
  if (frame.path.length === 0) frame.run.host.signal.throwIfAborted();
}

/** A node from its first arrow to its exit; never rejects. */
async function live(frame: Frame, node: Node): Promise<void> {
  const exit = frame.exits.get(node.id)!;
  const { signal } = frame.controllers.get(node.id)!;
  const gone = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  const end = await endOf(frame, node, async () => {
    const begins = await Promise.race([arrive(frame, node), gone]);
    return begins ? begin(frame, node, signal) : DEAD;
  });
  frame.ended.add(node.id);
  exit.resolve(end);
}

/** What ends by an interruption is neither stopped nor failed: the others come to where the log leaves them. */
async function endOf(frame: Frame, node: Node, act: () => Promise<Exit>): Promise<Exit> {
  try {
    return await act();
  } catch (error) {
    if (isInterruption(error)) frame.interruption ??= error;
    else fail(frame, node, error);
    return DEAD;
  }
}

async function begin(frame: Frame, node: Node, signal: AbortSignal): Promise<Exit> {
  try {
    const { output, ports, isSkipped } = await performNode(frame, node, signal);
    frame.results.set(node.id, output);
    if (!isSkipped) frame.effective.add(node.id);
    await cancelOthers(frame, node);
    return { kind: 'left', ports };
  } catch (error) {
    if (isInterruption(error)) throw error;
    if (isStopped(error) || (signal.aborted && !isOwnFailure(error))) return DEAD;
    return handle(frame, node, error);
  }
}

function handle(frame: Frame, node: Node, error: unknown): Exit {
  frame.errors.set(node.id, failureOf(error));
  const hasBranch = edgesOf(frame.graph.nodes).some(({ from, port }) => from === node.id && port === ERROR);
  if (hasBranch) return { kind: 'left', ports: [ERROR] };
  if (node.onError === 'continue') return { kind: 'left', ports: [DONE] };
  fail(frame, node, error);
  return DEAD;
}

function fail(frame: Frame, node: Node, error: unknown): void {
  frame.failures.set(node.id, error);
  frame.run.replaying.settle(() => abortAll(frame, error));
}

function abortAll(frame: Frame, reason: unknown): void {
  for (const controller of frame.controllers.values()) controller.abort(reason);
}

/** Which of them were still under way is recorded, so that a replay cancels the same ones. */
async function cancelOthers(frame: Frame, node: Node): Promise<void> {
  if (!node.cancels) return;
  const { host, replaying } = frame.run;
  const step = stepName(pathOf(frame, node), '~cancels');
  await replaying.reach(step);
  const open = await host.record(step, () => node.cancels!.filter((id) => !frame.ended.has(id)));
  replaying.settle(() => {
    for (const id of open) {
      frame.controllers.get(id)?.abort(new DOMException(`Cancelled by ${node.id}`, 'AbortError'));
    }
  });
}

function outputOf(frame: Frame, graph: Graph): unknown {
  if (graph.output !== undefined) return fill(graph.output, scopeOf(frame));
  const last = lastNodes(graph).map(({ id }) => [id, frame.results.get(id) ?? null] as const);
  return last.length === 1 ? last[0]![1] : Object.fromEntries(last);
}
