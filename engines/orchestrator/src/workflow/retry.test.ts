import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '../testing/workflows.ts';
import type { DefinitionSource } from './definition.ts';
import { keepBefore, nodeAt, nodePathOf } from './retry.ts';

const value = (id: string, more: object = {}) => ({ id, type: 'value' as const, value: 1, ...more });
const finished = (step: string) => ({ type: 'step.finished', step, payload: {} });
const failed = (step: string, code: string) => ({ type: 'step.failed', step, payload: { code } });

function kept(source: DefinitionSource, from: string, log: ReturnType<typeof finished>[]): string[] {
  const keep = keepBefore(defined(source), nodePathOf(from)!, log);
  return log.filter(keep).map(({ step }) => step);
}

test('a step tells its node, whatever stands behind', () => {
  assert.deepEqual(nodePathOf('each[2].draft#3~pause'), ['each', 2, 'draft']);
  assert.deepEqual(nodePathOf('a~join'), ['a']);
  assert.equal(nodePathOf('1x9k~tail.of.something.long'), null);
});

test('what stands before the node and beside it is kept, with its tries', () => {
  const nodes = [
    value('a'),
    value('b', { after: ['a'] }),
    value('c', { after: ['b'] }),
    value('d', { after: ['a'] }),
  ];
  const log = ['a', 'a#2', 'b', 'b#2', 'b#2~pause', 'b~join', 'c', 'd'].map(finished);
  assert.deepEqual(kept({ name: 'w', nodes }, 'b', log), ['a', 'a#2', 'd']);
});

test('inside of a map other items are kept, inside of a loop earlier rounds', () => {
  const inner = { nodes: [value('x'), value('y', { after: ['x'] })] };
  const nodes = [
    { id: 'each', type: 'map' as const, over: '[1,2]', do: inner },
    { id: 'round', type: 'loop' as const, until: 'false', do: inner },
    value('end', { after: ['each', 'round'] }),
  ];
  const steps = [0, 1, 2].flatMap((n) =>
    ['each', 'round'].flatMap((id) => [`${id}[${n}].x`, `${id}[${n}].y`]),
  );
  const log = [...steps, 'each', 'round', 'end'].map(finished);
  const definition = { name: 'w', nodes };
  const without = (gone: string[]) => log.map(({ step }) => step).filter((step) => !gone.includes(step));
  assert.deepEqual(kept(definition, 'each[1].y', log), without(['each[1].y', 'each', 'end']));
  assert.deepEqual(
    kept(definition, 'round[1].y', log),
    without(['round[1].y', 'round[2].x', 'round[2].y', 'round', 'end']),
  );
});

test('what was undone after the failure, or stopped by it, is done again', () => {
  const nodes = [
    value('book', { compensate: 'unbook' }),
    value('pay', { after: ['book'] }),
    value('beside'),
    value('unbook'),
  ];
  const log = [
    finished('book'),
    failed('pay', 'no'),
    failed('beside', 'child_cancelled'),
    finished('unbook'),
  ];
  assert.deepEqual(kept({ name: 'w', nodes }, 'pay', log), []);
  const meant = [...nodes.slice(0, 3), { ...nodes[3]!, cancels: ['beside'] }];
  assert.deepEqual(kept({ name: 'w', nodes: meant }, 'pay', log.slice(0, 3)), ['book', 'beside']);
});

test('nodeAt() finds a node by its path', () => {
  const definition = defined({
    name: 'w',
    nodes: [{ id: 'each', type: 'map', over: '[1]', do: { nodes: [value('x')] } }],
  });
  assert.equal(nodeAt(definition, ['each', 0, 'x'])?.id, 'x');
  assert.equal(nodeAt(definition, ['x']), undefined);
});
