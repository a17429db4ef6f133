import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, type Job } from '@agenticgen/sandbox';
import { memoryDriver } from '@agenticgen/sandbox/testing';
import { isProblem } from '../problem/index.ts';
import { executionProblem, runInSandbox } from './sandboxed.ts';

const PRINT: Job = { language: 'python', code: 'print("a")' };
const on = (workspaceId: string, signal = new AbortController().signal) => ({ signal, workspaceId });

test('a machine without a sandbox is a problem of its own', async () => {
  const sandbox = createSandbox({ driver: memoryDriver({ unavailable: 'no namespaces' }) });
  await assert.rejects(runInSandbox(sandbox, PRINT, on('w')), (error) => {
    assert.ok(isProblem(error, 'sandbox_missing'));
    return /no namespaces/.test(error.message);
  });
});

test('a full queue is 503 with a time to come again', async () => {
  const sandbox = createSandbox({ driver: memoryDriver(), concurrency: 1, maxQueue: 0 });
  const abort = new AbortController();
  const running = runInSandbox(sandbox, { ...PRINT, code: 'forever' }, on('w', abort.signal));
  await new Promise(setImmediate);
  await assert.rejects(runInSandbox(sandbox, PRINT, on('w')), (error) => {
    assert.ok(isProblem(error, 'sandbox_busy'));
    return error.status === 503 && (error.retryAfterSeconds ?? 0) >= 1;
  });
  abort.abort();
  assert.equal((await running).killedBy, 'cancelled');
  await sandbox.close();
});

test('a workspace that floods the queue does not hold up another', async () => {
  const order: string[] = [];
  const driver = memoryDriver({
    async answer({ code }) {
      order.push(code);
      await new Promise(setImmediate);
      return {};
    },
  });
  const sandbox = createSandbox({ driver, concurrency: 1 });
  const run = (workspaceId: string) =>
    runInSandbox(sandbox, { ...PRINT, code: workspaceId }, on(workspaceId));
  const flood = Array.from({ length: 10 }, () => run('flood'));
  await Promise.all([...flood, run('one')]);
  assert.ok(order.indexOf('one') <= 2, order.join(' '));
});

test('what else the sandbox refuses is told in its words', async () => {
  const sandbox = createSandbox({ driver: memoryDriver() });
  await assert.rejects(runInSandbox(sandbox, { ...PRINT, limits: { wallMs: 0 } }, on('w')), (error) => {
    assert.ok(isProblem(error, 'execution_failed'));
    return /wallMs/.test(error.message);
  });
});

test('an execution that found no place is told when to come again, another why it failed', () => {
  const busy = executionProblem({ code: 'sandbox_busy', message: 'Cannot queue run: full' }, 2_400);
  assert.deepEqual([busy.status, busy.code, busy.retryAfterSeconds], [503, 'sandbox_busy', 3]);
  const failed = executionProblem({ code: 'execution_failed', message: 'Cannot run code: x' }, 2_400);
  assert.deepEqual(
    [failed.code, failed.message, failed.retryAfterSeconds],
    ['execution_failed', 'Cannot run code: x', undefined],
  );
  assert.match(executionProblem(null, 0).message, /cancelled/);
});
