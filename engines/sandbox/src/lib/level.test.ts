import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryDriver } from '../drivers/memory.ts';
import { LEVELS, type Probe } from './execution.ts';
import { atLeast } from './level.ts';
import { createSandbox } from './sandbox.ts';

const versions = { python: { version: '3.11', packages: {} }, javascript: { version: '26' } };
const probeOf = (level: Probe['level']): Probe => ({
  level,
  reason: 'No control groups',
  fix: 'do this',
  ...versions,
});

test('a level passes as what it is where at least as much is there as is wanted', () => {
  for (const [index, wanted] of LEVELS.entries())
    for (const level of LEVELS.slice(index))
      assert.deepEqual(atLeast(wanted, probeOf(level)), probeOf(level));
});

test('a level below what is wanted is unavailable, and says what is there, what is wanted, and what helps', () => {
  for (const [index, wanted] of LEVELS.entries()) {
    for (const level of LEVELS.slice(0, index)) {
      const found = atLeast(wanted, probeOf(level));
      assert.equal(found.level, 'unavailable');
      assert.ok(found.reason?.includes(`"${level}"`) && found.reason.includes(`"${wanted}"`));
      assert.match(found.reason ?? '', /No control groups/);
      assert.equal(found.fix, 'do this');
      assert.equal(found.python, null);
    }
  }
});

test('where nobody knows what would help, what can be chosen is told', () => {
  const { fix: _, ...probe } = probeOf('namespace');
  assert.match(atLeast('vm', probe).fix ?? '', /accept "namespace" as the least/);
});

test('what is unavailable stays so', () => {
  assert.deepEqual(atLeast('namespace', probeOf('unavailable')), probeOf('unavailable'));
});

test('nothing runs below the level that is asked for', async () => {
  let ran = 0;
  const driver = memoryDriver({
    level: 'namespace without cgroups',
    answer: () => ({ stdout: String(ran++) }),
  });
  const strict = createSandbox({ driver, minLevel: 'namespace' });
  await assert.rejects(strict.run({ language: 'python', code: '1' }), { code: 'sandbox_unavailable' });
  assert.equal(await strict.warmUp(), false);
  assert.equal(ran, 0);
  const lenient = createSandbox({ driver });
  assert.equal((await lenient.run({ language: 'python', code: '1' })).stdout, '0');
});
