import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryDriver } from '../drivers/memory.ts';
import { createSandbox } from './sandbox.ts';

test('no more sessions than are allowed are open at a time', async () => {
  const sandbox = createSandbox({ driver: memoryDriver(), maxSessions: 1 });
  const first = await sandbox.openSession({ language: 'python' });
  await assert.rejects(
    sandbox.openSession({ language: 'python' }),
    (error: { code: string; retryAfterMs: number }) => {
      return error.code === 'sandbox_busy' && error.retryAfterMs > 0;
    },
  );
  await first.close();
  await first.ended;
  await new Promise(setImmediate);
  const second = await sandbox.openSession({ language: 'python' });
  await second.close();
});

test('a cell waits for a place among the runs, and gives it back', async () => {
  const sandbox = createSandbox({ driver: memoryDriver(), concurrency: 1 });
  const abort = new AbortController();
  const run = sandbox.run({ language: 'python', code: 'forever' }, { signal: abort.signal });
  await new Promise(setImmediate);
  const session = await sandbox.openSession({ language: 'python' });
  let isDone = false;
  const cell = session.run({ code: 'print("a")' }).finally(() => {
    isDone = true;
  });
  await new Promise(setImmediate);
  assert.equal(isDone, false);
  abort.abort();
  await run;
  assert.equal((await cell).stdout, 'a\n');
  assert.equal((await sandbox.run({ language: 'python', code: 'print("b")' })).stdout, 'b\n');
  await sandbox.close();
});

test('a cell can lower the limits of its session, not those of the process', async () => {
  const seen: unknown[] = [];
  const driver = memoryDriver({
    answer({ limits }) {
      seen.push([limits.wallMs, limits.memoryBytes]);
      return {};
    },
  });
  const sandbox = createSandbox({ driver, defaults: { wallMs: 9_000 } });
  const session = await sandbox.openSession({ language: 'python', limits: { memoryBytes: 1_000 } });
  await session.run({ code: '' });
  await session.run({ code: '', limits: { wallMs: 100, memoryBytes: 2_000 } });
  assert.deepEqual(seen, [
    [9_000, 1_000],
    [100, 1_000],
  ]);
  await session.close();
});

test('a session that is lost says so', async () => {
  const driver = memoryDriver();
  const sandbox = createSandbox({ driver });
  const session = await sandbox.openSession({ language: 'python' });
  await driver.close();
  assert.equal(await session.ended, 'lost');
  await assert.rejects(session.run({ code: '' }), { code: 'sandbox_session_ended' });
});

test('close() of the sandbox closes its sessions, and none opens after it', async () => {
  const sandbox = createSandbox({ driver: memoryDriver() });
  const session = await sandbox.openSession({ language: 'javascript' });
  await sandbox.close();
  assert.equal(await session.ended, 'closed');
  await assert.rejects(sandbox.openSession({ language: 'python' }), { code: 'sandbox_closed' });
});

test('without a sandbox there are no sessions', async () => {
  const sandbox = createSandbox({ driver: memoryDriver({ unavailable: 'gone' }) });
  await assert.rejects(sandbox.openSession({ language: 'python' }), { code: 'sandbox_unavailable' });
});
