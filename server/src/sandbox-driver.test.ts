import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox } from '@agenticgen/sandbox';
import { memoryDriver } from '@agenticgen/sandbox/testing';
import { readConfig } from './config.ts';
import { localDriver } from './sandbox-driver.ts';

const driverOf = (level: string, more: Record<string, string> = {}) =>
  localDriver(readConfig({ SANDBOX_MIN_LEVEL: level, SANDBOX_STANDBYS: '0', ...more }).sandbox).name;

test('WebAssembly is behind the walls only where so little is asked for', () => {
  assert.equal(driverOf('namespace'), 'bubblewrap');
  assert.equal(driverOf('namespace-without-cgroups'), 'bubblewrap');
  assert.equal(driverOf('wasm'), 'bubblewrap or wasm');
});

test('gVisor serves the level vm and whoever names it, with nothing below it', () => {
  assert.equal(driverOf('vm'), 'gvisor');
  for (const level of ['wasm', 'namespace-without-cgroups', 'namespace', 'vm'])
    assert.equal(driverOf(level, { SANDBOX_DRIVER: 'gvisor' }), 'gvisor');
});

test('namespaces that are named never make up for the level vm', async () => {
  const driver = localDriver(readConfig({ SANDBOX_MIN_LEVEL: 'vm', SANDBOX_DRIVER: 'namespace' }).sandbox);
  assert.equal(driver.name, 'bubblewrap');
  const sandbox = createSandbox({ driver: memoryDriver({ level: 'namespace' }), minLevel: 'vm' });
  assert.equal((await sandbox.probe()).level, 'unavailable');
});
