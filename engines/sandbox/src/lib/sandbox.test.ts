import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryDriver } from '../drivers/memory.ts';
import type { SandboxEvent } from './events.ts';
import { createSandbox } from './sandbox.ts';

const PRINT = { language: 'python', code: 'print("a")' } as const;
const ENDLESS = { language: 'python', code: 'forever' } as const;

test('run() tells of its start and its end', async () => {
  const events: SandboxEvent[] = [];
  let time = 0;
  const sandbox = createSandbox({
    driver: memoryDriver(),
    onEvent: (event) => events.push(event),
    now: () => time++,
  });
  await sandbox.run(PRINT);
  assert.deepEqual(events, [
    { type: 'run-started', language: 'python', waitedMs: 1 },
    { type: 'run-finished', language: 'python', durationMs: 0, cpuMs: 0, exitCode: 0, killedBy: undefined },
  ]);
});

test('run() refuses beyond concurrency and queue, and tells of it', async () => {
  const events: SandboxEvent[] = [];
  const sandbox = createSandbox({
    driver: memoryDriver(),
    concurrency: 1,
    maxQueue: 1,
    onEvent: (event) => events.push(event),
  });
  const abort = new AbortController();
  const first = sandbox.run(ENDLESS, { signal: abort.signal });
  const second = sandbox.run(PRINT);
  await assert.rejects(sandbox.run(PRINT), { code: 'sandbox_busy' });
  abort.abort();
  assert.equal((await first).killedBy, 'cancelled');
  assert.equal((await second).stdout, 'a\n');
  assert.ok(events.some(({ type }) => type === 'run-queued'));
  assert.ok(events.some(({ type }) => type === 'run-refused'));
});

test('run() frees its place when the driver fails', async () => {
  const events: SandboxEvent[] = [];
  const sandbox = createSandbox({
    driver: memoryDriver({ unavailable: 'gone' }),
    concurrency: 1,
    maxQueue: 0,
    onEvent: (event) => events.push(event),
  });
  for (const _ of [1, 2]) await assert.rejects(sandbox.run(PRINT), { code: 'sandbox_unavailable' });
  assert.deepEqual(events.at(-1), { type: 'run-failed', language: 'python', code: 'sandbox_unavailable' });
});

test('a cancelled run leaves the queue without having run', async () => {
  const sandbox = createSandbox({ driver: memoryDriver(), concurrency: 1 });
  const running = sandbox.run(ENDLESS);
  const abort = new AbortController();
  const waiting = sandbox.run(PRINT, { signal: abort.signal });
  abort.abort();
  const { killedBy, stdout } = await waiting;
  assert.deepEqual({ killedBy, stdout }, { killedBy: 'cancelled', stdout: '' });
  await sandbox.close();
  assert.equal((await running).killedBy, 'cancelled');
});

test('createSandbox() refuses senseless defaults', () => {
  assert.throws(() => createSandbox({ driver: memoryDriver(), defaults: { files: 0 } }), {
    code: 'sandbox_limit_invalid',
  });
});
