import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPools, GROW_AFTER_MS, type PoolChange, resize, SHRINK_AFTER_MS } from './pools.ts';
import type { Candidate } from './task.ts';

const bounds = { min: 1, max: 10 };
const view = { size: 2, busy: 2, queued: 0, oldestWaitMs: 0, idleMs: 0 };

test('resize() doubles a pool whose queue waits, up to its bound and its need', () => {
  const late = { ...view, oldestWaitMs: GROW_AFTER_MS };
  assert.equal(resize({ ...late, queued: 5 }, bounds), 4);
  assert.equal(resize({ ...late, queued: 1 }, bounds), 3);
  assert.equal(resize({ ...late, size: 8, busy: 8, queued: 50 }, bounds), 10);
  assert.equal(resize({ ...view, queued: 5 }, bounds), 2, 'nothing has waited for long');
  assert.equal(resize({ ...late, busy: 1, queued: 5 }, bounds), 2, 'there is room');
  assert.equal(resize({ ...view, size: 0, busy: 0, queued: 1 }, { min: 0, max: 5 }), 1);
});

test('resize() halves an idle pool after a while, and never below what works or its bound', () => {
  const idle = { ...view, size: 8, busy: 0, idleMs: SHRINK_AFTER_MS };
  assert.equal(resize(idle, bounds), 4);
  assert.equal(resize({ ...idle, busy: 6 }, bounds), 6);
  assert.equal(resize({ ...idle, size: 1 }, bounds), 1);
  assert.equal(resize({ ...idle, idleMs: SHRINK_AFTER_MS - 1 }, bounds), 8);
  assert.equal(resize({ ...idle, queued: 1 }, bounds), 8);
});

test('pools of a prefix have sizes of their own, unknown ones share the default, changes are told', () => {
  const busy = new Map<string, number>();
  const told: PoolChange[] = [];
  const options = { 'agent:*': { min: 1, max: 2 } };
  const pools = createPools(
    options,
    5,
    (key) => busy.get(key) ?? 0,
    (change) => told.push(change),
  );
  assert.deepEqual(
    ['agent:a', 'other', ''].map((name) => pools.keyOf(name)),
    ['agent:a', '', ''],
  );
  busy.set('agent:a', 1);
  pools.see([{ pool: 'agent:a', dueAt: 0 } as Candidate], GROW_AFTER_MS);
  assert.deepEqual([pools.sizeOf('agent:a'), pools.sizeOf('')], [2, 5]);
  busy.clear();
  pools.see([], GROW_AFTER_MS + SHRINK_AFTER_MS);
  assert.deepEqual(
    told.map(({ pool, from, size, reason }) => [pool, from, size, reason]),
    [
      ['agent:a', 1, 2, 'queue'],
      ['agent:a', 2, 1, 'idle'],
    ],
  );
});
