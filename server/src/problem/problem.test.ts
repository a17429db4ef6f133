import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineErrors, isProblem, Problem } from './problem.ts';

const errors = defineErrors({
  thing_missing: {
    status: 404,
    message: (name: string, wanted: number) => `Cannot find thing: "${name}" of ${wanted}`,
    fix: 'Make the thing',
  },
  thing_broken: { status: 500, message: () => 'Cannot use thing: it is broken' },
});

test('defineErrors() makes a problem with its code, status, message and fix', () => {
  const problem = errors.thing_missing('lamp', 2);
  assert.ok(problem instanceof Error);
  const { name, code, status, message, fix } = problem;
  assert.deepEqual(
    { name, code, status, message, fix },
    {
      name: 'Problem',
      code: 'thing_missing',
      status: 404,
      message: 'Cannot find thing: "lamp" of 2',
      fix: 'Make the thing',
    },
  );
  assert.equal(errors.thing_broken().fix, undefined);
});

test('each problem is new, with details of its own', () => {
  const one = errors.thing_broken().with({ errors: [1] });
  assert.deepEqual(one.details, { errors: [1] });
  assert.equal(errors.thing_broken().details, undefined);
});

test('retryAfter() is in whole seconds, one at least', () => {
  assert.equal(errors.thing_broken().retryAfter(0.2).retryAfterSeconds, 1);
  assert.equal(errors.thing_broken().retryAfter(4.1).retryAfterSeconds, 5);
});

test('isProblem() knows problems by their code', () => {
  const problem: unknown = errors.thing_broken();
  assert.ok(isProblem(problem));
  assert.ok(isProblem(problem, 'thing_broken'));
  assert.ok(!isProblem(problem, 'thing_missing'));
  for (const other of [new Error('x'), { code: 'thing_broken' }, null, undefined])
    assert.ok(!isProblem(other));
  assert.ok(isProblem(new Problem({ status: 400, code: 'x', message: 'y' }), 'x'));
});
