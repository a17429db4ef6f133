import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunInterrupted } from './errors.ts';
import { ABANDON_MS } from './limits.ts';
import { type Limited, withTimeout } from './timeout.ts';

function limits(timeoutMs = 1_000) {
  const outer = new AbortController();
  const gone = new AbortController();
  return { outer, gone, limit: { name: 's', timeoutMs, outer: outer.signal, gone: gone.signal } };
}

const never = () => new Promise<never>(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('withTimeout() gives the value or the error of its body', async () => {
  const { limit } = limits();
  assert.equal(await withTimeout(limit, async () => 5), 5);
  await assert.rejects(
    withTimeout(limit, async () => Promise.reject(new TypeError('x'))),
    TypeError,
  );
});

test('withTimeout() aborts the body when its time is over, and leaves it behind if it goes on', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let aborted = false;
  const body = ({ signal }: Limited) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return never();
  };
  const result = assert.rejects(withTimeout(limits(50).limit, body), { code: 'step_timeout' });
  t.mock.timers.tick(50);
  assert.equal(aborted, true);
  t.mock.timers.tick(ABANDON_MS);
  await result;
});

test('withTimeout() gives a parked body all the time until the run has left', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { limit, outer, gone } = limits(1e9);
  let over = false;
  const result = withTimeout(limit, never).catch((error) => {
    over = true;
    return error.kind;
  });
  outer.abort(new RunInterrupted('park', 'the worker stops'));
  t.mock.timers.tick(ABANDON_MS * 10);
  await turn();
  assert.equal(over, false);
  gone.abort(outer.signal.reason);
  assert.equal(await result, 'park');
});
