import { OrchestratorError } from '../lib/errors.ts';
import { checkValue } from './check-value.ts';
import { isTask, type Json, type Node, type NodeOf } from './definition.ts';
import { compileExpression, evaluateCondition, kindOf, type Scope } from './expression.ts';
import { type Frame, type Performed, pathOf, scopeOf } from './frame.ts';
import { DONE } from './graph.ts';
import { runLoop, runMap } from './nested.ts';
import { isInterruption, isStopped } from './replaying.ts';
import { stepName, tryStep } from './step-name.ts';
import { performTask, performWorkflow } from './tasks.ts';
import { fill } from './template.ts';

/** It would be the same again, or it is not known whether it has happened. */
const NEVER_RETRIED = /^expression_|_interrupted$/;
const MAX_PAUSE_MS = 5 * 60_000;

/** Does what a node is for, with its condition, lock and retries. Throws what ends it. */
export async function performNode(frame: Frame, node: Node, signal: AbortSignal): Promise<Performed> {
  if (!isNested(node)) await frame.run.replaying.reach(stepName(pathOf(frame, node)), signal);
  if (node.when !== undefined && !evaluateCondition(node.when, scopeOf(frame, node))) {
    await frame.run.host.record(stepName(pathOf(frame, node)), () => ({ skipped: true }));
    return { output: null, ports: [DONE], isSkipped: true };
  }
  return node.lock === undefined
    ? tryNode(frame, node, signal)
    : withLock(frame, node.lock, () => tryNode(frame, node, signal));
}

/** What is inside of these is recorded step by step. */
function isNested({ type }: Node): boolean {
  return type === 'map' || type === 'loop';
}

async function withLock<T>(frame: Frame, name: string, act: () => Promise<T>): Promise<T> {
  const { locks } = frame.run;
  const before = locks.get(name) ?? Promise.resolve();
  const mine = Promise.withResolvers<void>();
  locks.set(
    name,
    before.then(() => mine.promise),
  );
  await before;
  try {
    return await act();
  } finally {
    mine.resolve();
  }
}

async function tryNode(frame: Frame, node: Node, signal: AbortSignal): Promise<Performed> {
  for (let attempt = 1; ; attempt++) {
    try {
      signal.throwIfAborted();
      return await once(frame, node, attempt, signal);
    } catch (error) {
      if (isInterruption(error) || isStopped(error) || !mayRetry(node, attempt, error)) throw error;
      signal.throwIfAborted();
      const ms = Math.min(node.retry!.backoffMs * 2 ** (attempt - 1), MAX_PAUSE_MS);
      const step = stepName(pathOf(frame, node), `#${attempt + 1}~pause`);
      await frame.run.replaying.reach(ms > 0 ? step : tryStep(pathOf(frame, node), attempt + 1), signal);
      if (ms > 0) await frame.run.host.sleep(step, ms, signal);
    }
  }
}

function mayRetry({ retry }: Node, attempt: number, error: unknown): boolean {
  if (!retry || attempt > retry.times) return false;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return retry.on ? retry.on.includes(code) : !NEVER_RETRIED.test(code);
}

async function once(frame: Frame, node: Node, attempt: number, signal: AbortSignal): Promise<Performed> {
  const scope = scopeOf(frame, node);
  const { host } = frame.run;
  const step = tryStep(pathOf(frame, node), attempt);
  if (isTask(node)) return performTask({ frame, node, scope, step, signal });
  switch (node.type) {
    case 'workflow':
      return performWorkflow({ frame, node, scope, step, signal });
    case 'map':
      return { output: await runMap(frame, node, scope, { signal, attempt, step }), ports: [DONE] };
    case 'loop':
      return { output: await runLoop(frame, node, scope, { signal, attempt, step }), ports: [DONE] };
    case 'condition': {
      const ports = await host.record(step, () => choose(node, scope));
      return { output: { ports }, ports };
    }
    case 'delay':
      await pause(frame, node, scope, step, signal);
      return { output: null, ports: [DONE] };
    case 'wait':
      return waitForSignal(frame, node, step, signal);
    case 'join':
      await host.record(step, () => null);
      return { output: null, ports: [DONE] };
    case 'value': {
      const value = checkValue(node, fill(node.value, scope));
      await host.record(step, () => value as Json);
      return { output: value, ports: [DONE] };
    }
  }
}

function choose(node: NodeOf<'condition'>, scope: Scope): string[] {
  const holding: string[] = [];
  for (const { port, when } of node.cases) {
    if (!evaluateCondition(when, scope)) continue;
    holding.push(port);
    if (node.choose === 'first') break;
  }
  return holding.length > 0 ? holding : ['otherwise'];
}

async function pause(frame: Frame, node: NodeOf<'delay'>, scope: Scope, step: string, signal: AbortSignal) {
  const { host } = frame.run;
  if (node.ms !== undefined) return host.sleep(step, node.ms, signal);
  const until = compileExpression(node.until!).evaluate(scope);
  const at = typeof until === 'string' ? Date.parse(until) : until;
  if (typeof at === 'number' && Number.isFinite(at)) return host.sleepUntil(step, at, signal);
  const message = `Cannot delay in ${node.id}: until gives ${kindOf(until)}, an ISO time or ms since 1970 is needed`;
  throw new OrchestratorError('expression_failed', message);
}

async function waitForSignal(
  frame: Frame,
  node: NodeOf<'wait'>,
  step: string,
  signal: AbortSignal,
): Promise<Performed> {
  const options = { signals: node.signals, timeoutMs: node.timeoutMs ?? null, signal };
  const waited = await frame.run.host.wait(step, options);
  if (waited.kind === 'timeout') return { output: null, ports: ['timeout'] };
  return { output: { signal: waited.signal, payload: waited.payload }, ports: [waited.signal] };
}
