import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryDriver } from '../drivers/memory.ts';
import type { Level } from './execution.ts';
import { ladder } from './ladder.ts';
import { createSandbox } from './sandbox.ts';

const driverOf = (level: Level) => memoryDriver({ level, answer: () => ({ stdout: level }) });
const PRINT = { language: 'python', code: '1' } as const;

test('the first driver that isolates enough runs the code', async () => {
  for (const [minLevel, expected] of [
    ['wasm', 'namespace without cgroups'],
    ['namespace without cgroups', 'namespace without cgroups'],
    ['vm', 'vm'],
  ] as const) {
    const driver = ladder(
      [driverOf('namespace without cgroups'), driverOf('vm'), driverOf('wasm')],
      minLevel,
    );
    const sandbox = createSandbox({ driver, minLevel });
    assert.equal((await sandbox.probe()).level, expected);
    assert.equal((await sandbox.run(PRINT)).stdout, expected);
    await sandbox.close();
  }
});

test('one that is missing makes way for the next, but not below what is asked for', async () => {
  const missing = memoryDriver({ unavailable: 'no namespaces' });
  const weak = createSandbox({ driver: ladder([missing, driverOf('wasm')], 'wasm'), minLevel: 'wasm' });
  assert.equal((await weak.run(PRINT)).stdout, 'wasm');
  const strict = createSandbox({
    driver: ladder([missing, driverOf('wasm')], 'namespace'),
    minLevel: 'namespace',
  });
  const probe = await strict.probe();
  assert.deepEqual([probe.level, probe.reason], ['unavailable', 'no namespaces']);
  await assert.rejects(strict.run(PRINT), { code: 'sandbox_unavailable' });
});

test('a driver that comes later is found later', async () => {
  const missing = memoryDriver({ unavailable: 'not yet' });
  let isThere = false;
  const late = { ...driverOf('namespace'), probe: () => (isThere ? driverOf('namespace') : missing).probe() };
  const driver = ladder([late], 'namespace');
  assert.equal((await driver.probe()).level, 'unavailable');
  isThere = true;
  assert.equal((await driver.probe()).level, 'namespace');
});

test('sessions are those of the driver that is chosen', async () => {
  const { openSession: _, ...none } = driverOf('wasm');
  const without = createSandbox({ driver: ladder([none], 'wasm'), minLevel: 'wasm' });
  await assert.rejects(without.openSession({ language: 'python' }), { code: 'sandbox_unavailable' });
  const sandbox = createSandbox({ driver: ladder([driverOf('namespace')], 'wasm'), minLevel: 'wasm' });
  const session = await sandbox.openSession({ language: 'python' });
  assert.equal((await session.run({ code: '1' })).stdout, 'namespace');
  await session.close();
});
