import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { ModelRequest } from '../models/index.ts';
import { agentBench, calls, type Script, says, simpleTool } from '../testing/agent-run.ts';
import type { ProvidedTool, Tool } from '../tools/index.ts';

const namesOf = (request: ModelRequest | undefined) => request?.tools.map(({ name }) => name);
const outputsOf = (request: ModelRequest | undefined) =>
  (request?.messages ?? []).flatMap((message) => (message.role === 'tool' ? [message.output] : []));

async function played(script: Script, tools: Tool[], agent = {}) {
  await using bench = await agentBench({ script, tools, agent });
  const worker = bench.worker();
  const end = await bench.ended(worker, await bench.start(worker));
  return { ...bench, end };
}

const picky = (runs: unknown[]) =>
  simpleTool('look', {
    schema: z.object({ at: z.number() }),
    run: async (input) => {
      runs.push(input);
      return { ok: true, output: 'seen', files: [], citations: [] };
    },
  });

test('a model that is told what did not fit may answer again, once', async () => {
  const runs: unknown[] = [];
  const { end, requests } = await played(
    [
      () => calls(['look', { at: 'one' }]),
      () => calls(['look', { at: 1 }]),
      () => calls(['look', { at: 'two' }]),
      () => calls(['look', { at: 2 }]),
      () => says('Seen.'),
    ],
    [picky(runs)],
  );
  assert.equal(end, 'done');
  assert.deepEqual(runs, [{ at: 1 }, { at: 2 }]);
  assert.match(outputsOf(requests[1])[0] ?? '', /^Cannot call look: at: .*expected number/);
});

test('a tool whose arguments do not fit twice is taken from the model for this answer', async () => {
  const runs: unknown[] = [];
  const { requests } = await played(
    [
      () => calls(['look', {}]),
      () => calls(['look', {}]),
      () => calls(['look', { at: 1 }], ['change', {}]),
      () => says('Without it.'),
    ],
    [picky(runs), simpleTool('change', {})],
  );
  assert.deepEqual(requests.map(namesOf), [['look', 'change'], ['look', 'change'], ['change'], ['change']]);
  assert.equal(
    outputsOf(requests[3]).at(2),
    'Cannot call look: its arguments did not fit 2 times; do without it',
  );
  assert.equal(outputsOf(requests[3]).at(3), 'change ran');
  assert.deepEqual(runs, []);
});

test('a tool with much risk waits for a person although its agent does not say so', async () => {
  let runs = 0;
  const change = simpleTool('change', {
    effect: 'outside',
    run: async () => ({ ok: true, output: `sent ${++runs}`, files: [], citations: [] }),
  });
  await using bench = await agentBench({
    script: [() => calls(['change', { to: 'all' }]), () => says('Sent.')],
    tools: [change],
  });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const approvalId = await bench.approval(worker);
  assert.equal(runs, 0);
  await worker.signal(approvalId, 'decision', {
    decision: 'approved',
    payload: { to: 'all' },
    by: ['me'],
    comment: null,
  });
  assert.equal(await bench.ended(worker, runId), 'done');
  assert.equal(runs, 1);
  assert.deepEqual(
    bench.answer.parts.map(({ type }) => type),
    ['approval', 'tool', 'text'],
  );
});

test('a tool that changed while people were asked about it is not called', async () => {
  let runs = 0;
  const act: Partial<Tool> = {
    effect: 'outside',
    run: async () => ({ ok: true, output: `ran ${++runs}`, files: [], citations: [] }),
  };
  const provided: ProvidedTool = {
    tool: simpleTool('change', act),
    source: { kind: 'mcp', id: 'server', name: 'Server' },
    version: 1,
    state: 'ready',
  };
  await using bench = await agentBench({
    script: [() => calls(['change', {}]), () => says('Not done.')],
    providers: [{ list: async () => [provided] }],
  });
  const first = bench.worker();
  const runId = await bench.start(first);
  const approvalId = await bench.approval(first);
  provided.version = 2;
  await first.signal(approvalId, 'decision', {
    decision: 'approved',
    payload: {},
    by: ['me'],
    comment: null,
  });
  assert.equal(await bench.ended(first, runId), 'done');
  assert.equal(runs, 0);
  assert.deepEqual(outputsOf(bench.requests.at(-1)), [
    'Cannot call change: it has changed since the call was approved',
  ]);
});

test('what a tool costs is counted against the budget, and at the cap the run waits', async () => {
  let runs = 0;
  const look = simpleTool('look', {
    traits: { costMicros: 600 },
    run: async () => ({ ok: true, output: `ran ${++runs}`, files: [], citations: [] }),
  });
  await using bench = await agentBench({
    script: [() => calls(['look', {}]), () => calls(['look', {}]), () => says('Twice.')],
    tools: [look],
  });
  const { workspaceId, userId } = bench.principal;
  const budget = { id: 'budget', workspace_id: workspaceId, kind: 'workspace', subject_id: workspaceId };
  const limits = { tokens_limit: null, cost_limit: 1_000, steps_limit: null, seconds_limit: null };
  const used = { tokens_used: 0, cost_used: 0, steps_used: 0, ms_used: 0 };
  const rest = { period: 'total', period_start: 0, created_by: userId, updated_at: 0 };
  await bench.db
    .insertInto('budgets')
    .values({ ...budget, ...limits, ...used, ...rest })
    .execute();
  const worker = bench.worker();
  const runId = await bench.start(worker);
  await waitFor(async () => (await worker.run(runId))?.state === 'waiting' || null, { what: 'the wait' });
  assert.equal(runs, 1);
  assert.deepEqual(
    bench.answer.parts.map(({ type }) => type),
    ['tool', 'budget'],
  );
  assert.equal(bench.answer.usage.costMicros, 600);
});

test('what a call tells of itself is in the log: version, cache, files that are not kept', async () => {
  const leftOut = { count: 2, limits: ['files'] };
  const look = simpleTool('look', {
    traits: { cacheTtlMs: 60_000 },
    run: async () => ({ ok: true, output: 'seen', files: [], citations: [], leftOut }),
  });
  await using bench = await agentBench({
    script: [() => calls(['look', {}]), () => calls(['look', {}], ['none', {}]), () => says('Seen.')],
    tools: [look],
  });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  await bench.ended(worker, runId);
  const events = await worker.read(runId, { after: 0, limit: 1_000 });
  const finished = events.filter(({ type }) => type === 'tool.finished');
  assert.deepEqual(
    finished.map(({ payload: { version, cached, leftOut: left } }) => [version, cached, left]),
    [
      [1, undefined, leftOut],
      [1, true, leftOut],
      [undefined, undefined, undefined],
    ],
  );
});
