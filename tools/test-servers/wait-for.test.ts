import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from './wait-for.ts';

test('waitFor() answers the first truthy value', async () => {
  let calls = 0;
  const value = await waitFor(() => (++calls === 3 ? 'third' : undefined), { everyMs: 1 });
  assert.equal(value, 'third');
  assert.equal(calls, 3);
});

test('waitFor() takes a throwing condition as not yet', async () => {
  let calls = 0;
  const value = await waitFor(
    () => {
      calls += 1;
      if (calls < 2) throw new TypeError('too early');
      return calls;
    },
    { everyMs: 1 },
  );
  assert.equal(value, 2);
});

test('waitFor() gives up at its bound, naming what it waited for and the last failure', async () => {
  const cause = new TypeError('still closed');
  await assert.rejects(
    waitFor(() => Promise.reject(cause), { boundMs: 20, everyMs: 1, what: 'the door' }),
    { code: 'wait_timeout', message: 'Cannot wait longer: the door did not hold within 20 ms', cause },
  );
});
