import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBehaviour } from './behaviour.ts';

test('parseBehaviour() reads delays and length in any order', () => {
  const behaviour = parseBehaviour('sim-gap10-first50-tokens40');
  assert.equal(behaviour.firstMs, 50);
  assert.equal(behaviour.gapMs, 10);
  assert.equal(behaviour.tokens, 40);
  assert.equal(behaviour.fault, undefined);
});

test('parseBehaviour() gives any other name a plain quick answer', () => {
  const behaviour = parseBehaviour('gpt-4o-mini');
  assert.deepEqual(behaviour, {
    firstMs: 0,
    gapMs: 0,
    tokens: 20,
    echo: false,
    tool: false,
    fault: undefined,
    faultTimes: 0,
  });
});

test('parseBehaviour() bounds a fault by the number after it', () => {
  const failing = parseBehaviour('sim-fail500-2-mytest');
  assert.deepEqual(failing.fault, { kind: 'status', status: 500, retryAfterSeconds: 1 });
  assert.equal(failing.faultTimes, 2);
  assert.equal(parseBehaviour('sim-cut').faultTimes, Number.POSITIVE_INFINITY);
});

test('parseBehaviour() reads short statuses and their retry-after', () => {
  const limited = parseBehaviour('sim-429-1-after3');
  assert.deepEqual(limited.fault, { kind: 'status', status: 429, retryAfterSeconds: 3 });
  assert.equal(limited.faultTimes, 1);
});

test('parseBehaviour() reads the order that a model gives', () => {
  assert.deepEqual(parseBehaviour('sim-order3.1.2').order, [3, 1, 2]);
  assert.equal(parseBehaviour('sim-tool').order, undefined);
});
