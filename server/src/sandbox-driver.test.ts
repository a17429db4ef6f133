import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { localDriver } from './sandbox-driver.ts';

const driverOf = (level: string) =>
  localDriver(readConfig({ SANDBOX_MIN_LEVEL: level, SANDBOX_STANDBYS: '0' }).sandbox).name;

test('WebAssembly is behind the walls only where so little is asked for', () => {
  assert.equal(driverOf('namespace'), 'bubblewrap');
  assert.equal(driverOf('namespace-without-cgroups'), 'bubblewrap');
  assert.equal(driverOf('wasm'), 'bubblewrap or wasm');
});
