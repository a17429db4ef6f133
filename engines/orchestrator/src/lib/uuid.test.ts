import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUuidV7 } from './uuid.ts';

test('createUuidV7() makes version 7 ids that begin with their time', () => {
  const id = createUuidV7(() => 0x0123456789ab)();
  assert.match(id, /^01234567-89ab-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('createUuidV7() keeps its ids in order, more of them in a ms than the counter holds, and when the clock goes back', () => {
  let now = 5_000;
  const next = createUuidV7(() => now);
  const ids = Array.from({ length: 10_000 }, next);
  now = 4_000;
  ids.push(next(), next());
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});
