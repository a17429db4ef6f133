import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox } from '../lib/sandbox.ts';
import { driverContract, memoryDriver } from '../testing.ts';

driverContract('memory', () => memoryDriver());

test('memoryDriver() gives the answer it was told', async () => {
  const sandbox = createSandbox({
    driver: memoryDriver({ answer: ({ files }) => ({ stdout: files[0]?.name ?? '', exitCode: 7 }) }),
  });
  const execution = await sandbox.run({
    language: 'python',
    code: '',
    files: [{ name: 'a.csv', bytes: new Uint8Array() }],
  });
  assert.equal(execution.stdout, 'a.csv');
  assert.equal(execution.exitCode, 7);
});

test('memoryDriver() refuses to run when it is told to be unavailable', async () => {
  const sandbox = createSandbox({ driver: memoryDriver({ unavailable: 'no bwrap' }) });
  assert.equal((await sandbox.probe()).level, 'unavailable');
  await assert.rejects(sandbox.run({ language: 'python', code: '' }), { code: 'sandbox_unavailable' });
});
