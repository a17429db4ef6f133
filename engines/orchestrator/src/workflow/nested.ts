import { OrchestratorError } from '../lib/errors.ts';
import { checkValue } from './check-value.ts';
import type { NodeOf } from './definition.ts';
import { compileExpression, evaluateCondition, kindOf, type Scope } from './expression.ts';
import { type Frame, type Through, type Undo, undoAll } from './frame.ts';
import { isCancel, isInterruption } from './replaying.ts';
import type { NodePath } from './step-name.ts';
import { fill } from './template.ts';

export interface Going {
  signal: AbortSignal;
  attempt: number;
  /** Records that all inside has ended. */
  step: string;
}

/** A second try does everything inside anew, so its steps have names of their own. */
function pathOfTry(frame: Frame, id: string, attempt: number): NodePath {
  return [...frame.path, attempt === 1 ? id : `${id}#${attempt}`];
}

/**
 * Each item through the inner graph, `concurrency` at a time; gives the results in the order of the items. If it fails
 * or is stopped, the items that had ended are undone.
 */
export async function runMap(
  frame: Frame,
  node: NodeOf<'map'>,
  scope: Scope,
  { signal, attempt, step }: Going,
): Promise<unknown> {
  const items = itemsOf(node, scope);
  const through: (Through | null)[] = new Array(items.length).fill(null);
  const failures: { error: unknown }[] = [];
  const stopping = new AbortController();
  const either = AbortSignal.any([signal, stopping.signal]);
  let interruption: unknown = null;
  let next = 0;

  async function lane(): Promise<void> {
    for (let index = next++; index < items.length && !either.aborted; index = next++) {
      try {
        const inner = { ...scope, item: items[index], index };
        const path = [...pathOfTry(frame, node.id, attempt), index];
        through[index] = await frame.run.graph(frame.run, node.do, path, inner, either);
      } catch (error) {
        if (isInterruption(error)) interruption ??= error;
        else if (either.aborted && error === either.reason) continue;
        else if (node.onItemError === 'fail') {
          failures[index] = { error };
          frame.run.replaying.settle(() => stopping.abort(error));
        }
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(node.concurrency, items.length) }, lane));
  const undos = through.flatMap((one) => (one ? [one.undo] : []));
  return orUndo(frame, node, undos, async () => {
    if (interruption) throw interruption;
    const [failure] = failures.filter(Boolean);
    if (failure) throw failure.error;
    signal.throwIfAborted();
    const results = through.map((one) => one?.output ?? null);
    return finish(frame, node, { step, signal }, results);
  });
}

type Nested = NodeOf<'map'> | NodeOf<'loop'>;

/** What does not come to its end undoes what is inside of it, unless it goes on elsewhere. */
async function orUndo<T>(
  frame: Frame,
  node: Nested,
  undos: readonly Undo[],
  act: () => Promise<T>,
): Promise<T> {
  try {
    const result = await act();
    frame.inner.set(node.id, undos);
    return result;
  } catch (error) {
    if (!isInterruption(error) || isCancel(error)) await undoAll(undos);
    throw error;
  }
}

async function finish(
  { run }: Frame,
  node: Nested,
  { step, signal }: Pick<Going, 'step' | 'signal'>,
  output: unknown,
): Promise<unknown> {
  await run.replaying.reach(step, signal);
  const checked = checkValue(node, output);
  await run.host.record(step, () => null);
  return checked;
}

function itemsOf(node: NodeOf<'map'>, scope: Scope): unknown[] {
  const items = compileExpression(node.over).evaluate(scope);
  if (!Array.isArray(items)) {
    throw new OrchestratorError(
      'expression_failed',
      `Cannot go through ${node.id}: over gives ${kindOf(items)}, a list is needed`,
    );
  }
  if (items.length > node.maxItems) {
    throw new OrchestratorError(
      'map_too_large',
      `Cannot go through ${node.id}: ${items.length} items, limit is ${node.maxItems}`,
    );
  }
  return items;
}

/** The inner graph again and again: its output is the `state` of the next round. Gives the last one. */
export async function runLoop(
  frame: Frame,
  node: NodeOf<'loop'>,
  scope: Scope,
  { signal, attempt, step }: Going,
): Promise<unknown> {
  const undos: Undo[] = [];
  return orUndo(frame, node, undos, async () => {
    let state: unknown = fill(node.state, scope);
    for (let index = 0; index < node.maxRounds; index++) {
      const path = [...pathOfTry(frame, node.id, attempt), index];
      const round = await frame.run.graph(frame.run, node.do, path, { ...scope, state, index }, signal);
      undos.push(round.undo);
      state = round.output;
      if (evaluateCondition(node.until, { ...scope, state, index })) break;
    }
    return finish(frame, node, { step, signal }, state);
  });
}
