import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrchestrator, createSqlStore } from '@agenticgen/orchestrator';
import { createSandbox } from '@agenticgen/sandbox';
import { type MemoryDriverOptions, memoryDriver } from '@agenticgen/sandbox/testing';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { Database } from '../db/index.ts';
import { sqliteForTest } from '../testing/databases.ts';
import { executionProcedure } from './execution.ts';

/** Executions on a real orchestrator; the sandbox answers as it is told. */
async function bench(options: MemoryDriverOptions = {}) {
  const { db, close } = await sqliteForTest();
  const procedure = executionProcedure({
    sandbox: createSandbox({ driver: memoryDriver(options) }),
    sessions: { run: () => Promise.reject(new TypeError('There are no sessions')) },
  });
  const store = createSqlStore({ db, dialect: 'sqlite' });
  const workers: { stop(options: { graceMs: number }): Promise<void> }[] = [];
  return {
    worker() {
      const made = createOrchestrator<Database>({
        store,
        procedures: [procedure],
        exclusive: true,
        pollMs: 10,
      });
      made.work();
      workers.push(made);
      return made;
    },
    start: async (orchestrator: ReturnType<typeof createOrchestrator<Database>>, code: string) => {
      const files = [{ name: 'a.txt', contentBase64: Buffer.from('ab').toString('base64') }];
      const input = { language: 'python' as const, code, files, limits: {} };
      const { runId } = await orchestrator.start(db, procedure, input);
      orchestrator.announce();
      return runId;
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop({ graceMs: 0 });
      await close();
    },
  };
}

test('an execution is recorded with its files as base64, by their media types', async () => {
  await using on = await bench({
    answer: ({ files }) => ({
      stdout: 'made',
      files: [{ name: 'b.csv', bytes: files[0]?.bytes ?? new Uint8Array() }],
      figures: [{ name: 'figure-01.png', bytes: new Uint8Array([1]), mediaType: 'image/png' }],
    }),
  });
  const worker = on.worker();
  const runId = await on.start(worker, 'x');
  await waitFor(async () => (await worker.run(runId))?.state === 'done');
  const output = (await worker.run(runId))?.output as Record<string, unknown>;
  assert.deepEqual(output.files, [{ name: 'b.csv', mediaType: 'text/csv', size: 2, contentBase64: 'YWI=' }]);
  assert.deepEqual(output.figures, [
    { name: 'figure-01.png', mediaType: 'image/png', size: 1, contentBase64: 'AQ==' },
  ]);
  assert.equal('killedBy' in output, false);
  assert.equal('leftOut' in output || 'truncated' in output, false);
});

test('an execution that was cut off runs again, for it reaches nothing outside', async () => {
  let runs = 0;
  await using on = await bench({
    async answer(_, signal) {
      if (++runs === 1) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      return { stdout: `run ${runs}` };
    },
  });
  const first = on.worker();
  const runId = await on.start(first, 'x');
  await waitFor(() => runs === 1);
  await first.stop({ graceMs: 0 });
  const second = on.worker();
  await waitFor(async () => (await second.run(runId))?.state === 'done');
  const run = await second.run(runId);
  assert.deepEqual([run?.state, JSON.stringify(run?.output).includes('run 2')], ['done', true]);
});

test('a cancelled execution ends as cancelled', async () => {
  await using on = await bench();
  const worker = on.worker();
  const runId = await on.start(worker, 'while True: pass  # forever');
  await waitFor(async () => (await worker.run(runId))?.state === 'running');
  await worker.cancel(runId, 'caller is gone');
  await waitFor(async () => (await worker.run(runId))?.state === 'cancelled');
});

test('without a sandbox an execution fails with the reason', async () => {
  await using on = await bench({ unavailable: 'no bwrap' });
  const worker = on.worker();
  const runId = await on.start(worker, 'x');
  await waitFor(async () => (await worker.run(runId))?.state === 'failed');
  const error = (await worker.run(runId))?.error;
  assert.equal(error?.code, 'sandbox_missing');
  assert.match(error.message, /no bwrap/);
});
