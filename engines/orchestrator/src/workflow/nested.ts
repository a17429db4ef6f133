import { OrchestratorError } from '../lib/errors.ts';
import type { NodeOf } from './definition.ts';
import { compileExpression, evaluateCondition, kindOf, type Scope } from './expression.ts';
import type { Frame } from './frame.ts';
import type { NodePath } from './step-name.ts';
import { fill } from './template.ts';

export interface Going {
  signal: AbortSignal;
  attempt: number;
}

/** A second try does everything inside anew, so its steps have names of their own. */
function pathOfTry(frame: Frame, id: string, attempt: number): NodePath {
  return [...frame.path, attempt === 1 ? id : `${id}#${attempt}`];
}

/** Each item through the inner graph, `concurrency` at a time; gives the results in the order of the items. */
export async function runMap(
  frame: Frame,
  node: NodeOf<'map'>,
  scope: Scope,
  { signal, attempt }: Going,
): Promise<unknown[]> {
  const items = itemsOf(node, scope);
  const results: unknown[] = new Array(items.length).fill(null);
  const stopping = new AbortController();
  const either = AbortSignal.any([signal, stopping.signal]);
  let next = 0;
  let failure: { error: unknown } | null = null;

  async function lane(): Promise<void> {
    for (let index = next++; index < items.length && !either.aborted; index = next++) {
      try {
        const inner = { ...scope, item: items[index], index };
        results[index] = await frame.run.graph(
          frame.run,
          node.do,
          [...pathOfTry(frame, node.id, attempt), index],
          inner,
          either,
        );
      } catch (error) {
        if (node.onItemError === 'collect' && !either.aborted) continue;
        failure ??= { error };
        stopping.abort(error);
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(node.concurrency, items.length) }, lane));
  signal.throwIfAborted();
  if (failure) throw (failure as { error: unknown }).error;
  return results;
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
  { signal, attempt }: Going,
): Promise<unknown> {
  let state: unknown = fill(node.state, scope);
  for (let index = 0; index < node.maxRounds; index++) {
    const inner = { ...scope, state, index };
    state = await frame.run.graph(
      frame.run,
      node.do,
      [...pathOfTry(frame, node.id, attempt), index],
      inner,
      signal,
    );
    if (evaluateCondition(node.until, { ...scope, state, index })) return state;
  }
  return state;
}
