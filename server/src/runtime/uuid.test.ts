import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRuntime } from './runtime.ts';
import { uuidv7 } from './uuid.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('uuidv7() has the form of RFC 9562 and tells its time', () => {
  const now = Date.UTC(2090, 0, 1);
  const id = uuidv7(now);
  assert.match(id, UUID_V7);
  assert.equal(Number.parseInt(id.replace('-', '').slice(0, 12), 16), now);
});

test('uuidv7() sorts in the order of making, within one ms and when the clock goes back', () => {
  const start = Date.UTC(2091, 0, 1);
  const ids = Array.from({ length: 20_000 }, (_, index) => uuidv7(start - (index % 7)));
  assert.deepEqual(ids, [...ids].sort());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, UUID_V7);
});

test('systemRuntime gives the time, new ids and the bytes that were asked for', () => {
  const before = Date.now();
  assert.ok(systemRuntime.now() >= before);
  assert.notEqual(systemRuntime.newId(), systemRuntime.newId());
  assert.equal(systemRuntime.randomBytes(24).length, 24);
  assert.notDeepEqual(systemRuntime.randomBytes(24), systemRuntime.randomBytes(24));
});
