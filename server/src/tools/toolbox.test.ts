import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { permit } from '../access/index.ts';
import type { DatabaseHandle } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import { isProblem } from '../problem/index.ts';
import { simpleTool } from '../testing/agent-run.ts';
import { onBothDatabases, sqliteForTest } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { testToolbox } from '../testing/toolbox.ts';
import { callStatistics } from './call-records.ts';
import { PRODUCT_SCOPE, versionsOf } from './definitions.ts';
import { toolErrors } from './errors.ts';
import type { ToolSettings } from './registry-contract.ts';
import { savePolicy, saveSettings } from './settings.ts';
import { MAX_STORED_OUTPUT_LENGTH } from './stored-output.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool, type ToolContext } from './tool.ts';

const said = (output: string) => ({ ok: true, output, files: [], citations: [] });

/** A workspace with an administrator and one tool. */
async function bench({ db }: Pick<DatabaseHandle, 'db'>, act: Partial<Tool> = {}) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const admin = await insertMember(db, runtime, workspaceId, 'admin');
  const tool = simpleTool('look', act);
  const { toolbox, files, remove } = testToolbox(db, runtime, [tool]);
  const context = (more: Partial<ToolContext> = {}): ToolContext => ({
    principal: admin,
    area: areaOf.conversation('c'),
    runId: 'run',
    callId: 'call-1',
    firstCitation: 1,
    signal: new AbortController().signal,
    ...more,
  });
  return {
    ...{ db, runtime, workspaceId, admin, tool, toolbox, files, remove, context },
    set: (settings: Partial<ToolSettings>) =>
      saveSettings({ db, runtime }, permit(admin, 'edit', 'Tool'), tool, { enabled: true, ...settings }),
    async call(given: unknown = {}, more: Partial<ToolContext> = {}) {
      const entry = await toolbox.find(workspaceId, 'look');
      return toolbox.call(entry, { callId: 'call-1', tool: 'look', arguments: given }, context(more));
    },
    statistics: () => callStatistics(db, workspaceId, 'look', 0),
  };
}

type Bench = Awaited<ReturnType<typeof bench>>;

/** The claim on SQLite alone: what it is about does not touch the SQL of either database. */
function claim(name: string, act: Partial<Tool>, body: (given: Bench) => Promise<void>): void {
  test(name, async () => {
    const handle = await sqliteForTest();
    const given = await bench(handle, act);
    try {
      await body(given);
    } finally {
      given.remove();
      await handle.close();
    }
  });
}

claim(
  'a tool that has nothing to do in a workspace is known there, and models are not told of it',
  { isOffered: async (workspaceId) => workspaceId === 'elsewhere' },
  async ({ toolbox, workspaceId }) => {
    const names = (entries: { tool: Tool }[]) => entries.map(({ tool }) => tool.name);
    assert.deepEqual(names(await toolbox.list(workspaceId)), ['look']);
    assert.deepEqual(names(await toolbox.usable(workspaceId)), []);
    assert.deepEqual(names(await toolbox.usable('elsewhere')), ['look']);
  },
);

onBothDatabases(
  'calls are counted with their ends and times, those that a crash cut off too',
  async (handle) => {
    let fails = false;
    const given = await bench(handle, {
      async run() {
        given.runtime.advance(1);
        if (fails) throw toolErrors.fetch_failed('nobody is there');
        return said('seen');
      },
    });
    await given.call();
    fails = true;
    assert.equal((await given.call()).code, 'fetch_failed');
    const row = { workspace_id: given.workspaceId, tool: 'look', version: 1, run_id: 'r', code: null };
    const cut = { ...row, id: 'cut', outcome: 'running', duration_ms: 0, created_at: 5 };
    await given.db.insertInto('tool_calls').values(cut).execute();
    const { calls, failed, successRate, p50Ms } = await given.statistics();
    assert.deepEqual([calls, failed, successRate], [3, 1, 0.5]);
    assert.ok(p50Ms !== null && p50Ms >= 0);
    given.remove();
  },
);

onBothDatabases(
  'no more calls begin in a minute than the workspace allows, however many come at once',
  async (handle) => {
    const given = await bench(handle);
    await given.set({ ratePerMinute: 2 });
    const results = await Promise.all([given.call(), given.call(), given.call(), given.call()]);
    const codes = results.map(({ code }) => code ?? 'ok').sort();
    assert.deepEqual(codes, ['ok', 'ok', 'tool_rate_limited', 'tool_rate_limited']);
    given.runtime.advance(60_001);
    assert.equal((await given.call()).ok, true);
    given.remove();
  },
);

onBothDatabases(
  'a changed definition is a new version, also where two processes see it at once',
  async (handle) => {
    const { db } = handle;
    const given = await bench(handle);
    const other = testToolbox(db, given.runtime, [{ ...given.tool, description: 'Otherwise' }]);
    const third = testToolbox(db, given.runtime, [{ ...given.tool, description: 'Otherwise' }]);
    assert.equal((await given.toolbox.find(given.workspaceId, 'look')).version, 1);
    const found = await Promise.all(
      [other, third].map(({ toolbox }) => toolbox.find(given.workspaceId, 'look')),
    );
    assert.deepEqual(
      found.map(({ version }) => version),
      [2, 2],
    );
    const versions = await versionsOf(db, [PRODUCT_SCOPE], 'look');
    assert.deepEqual(
      versions.map(({ version, definition }) => [version, JSON.parse(definition).description]),
      [
        [2, 'Otherwise'],
        [1, 'look'],
      ],
    );
    for (const one of [given, other, third]) one.remove();
  },
);

onBothDatabases('what a workspace sets holds for it alone, and may be set again', async (handle) => {
  const given = await bench(handle);
  const elsewhere = await insertWorkspace(given.db, given.runtime);
  await given.set({ timeoutMs: 5_000 });
  await given.set({ timeoutMs: 7_000, risk: 'high' });
  const own = await given.toolbox.find(given.workspaceId, 'look');
  assert.deepEqual([own.traits.timeoutMs, own.traits.risk, own.asks], [7_000, 'high', true]);
  const foreign = await given.toolbox.find(elsewhere, 'look');
  assert.deepEqual([foreign.traits.timeoutMs, foreign.traits.risk, foreign.asks], [60_000, 'low', false]);
  given.remove();
});

claim('a tool that is switched off is neither offered nor called', {}, async (given) => {
  await given.set({ enabled: false });
  assert.deepEqual(await given.toolbox.usable(given.workspaceId), []);
  const { ok, output } = await given.call();
  assert.deepEqual([ok, output], [false, 'Cannot call look: it is switched off in this workspace']);
});

claim('a tool that has an effect is neither tried again nor cached', { effect: 'write' }, async (given) => {
  for (const wrong of [{ retries: 1 }, { cacheTtlMs: 1_000 }]) {
    await assert.rejects(given.set(wrong), (error) => isProblem(error, 'tool_not_repeatable'));
  }
});

claim(
  'people are asked as the policy says for effect and risk, unless the tool has its own rule',
  {},
  async (given) => {
    const policy = (value: Parameters<typeof savePolicy>[2]) =>
      savePolicy(given, permit(given.admin, 'edit', 'Tool'), value);
    const asks = async () => (await given.toolbox.find(given.workspaceId, 'look')).asks;
    assert.equal(await asks(), false);
    await policy({ askEffects: ['read'], askRisks: [] });
    assert.equal(await asks(), true);
    await given.set({ approval: 'never' });
    assert.equal(await asks(), false);
    await policy({ askEffects: [], askRisks: [] });
    await given.set({ approval: 'ask' });
    assert.equal(await asks(), true);
  },
);

claim(
  'the person must be allowed what the tool does, whatever the agent may',
  { right: ['run', 'Execution'] },
  async (given) => {
    const editor = await insertMember(given.db, given.runtime, given.workspaceId, 'editor');
    const { code, output } = await given.call({}, { principal: editor });
    assert.equal(code, 'forbidden');
    assert.equal(output, 'Cannot call look: the person may not do that (editor)');
    assert.equal((await given.call()).ok, true);
  },
);

let answers = 0;
claim(
  'a cached result is used again for the same person, place and arguments, and no longer than it may',
  { run: async () => said(`answer ${++answers}`) },
  async (given) => {
    await given.set({ cacheTtlMs: 60_000 });
    const ask = async (more: Partial<ToolContext> = {}, args = {}) => (await given.call(args, more)).output;
    const first = await ask();
    assert.equal(await ask(), first);
    const other = await insertMember(given.db, given.runtime, given.workspaceId, 'developer');
    const others = [
      await ask({ principal: other }),
      await ask({ area: 'elsewhere' }),
      await ask({}, { a: 1 }),
    ];
    assert.equal(new Set([first, ...others]).size, 4);
    given.runtime.advance(60_001);
    assert.notEqual(await ask(), first);
    const { calls, cached } = await given.statistics();
    assert.deepEqual([calls, cached], [6, 1]);
  },
);

claim(
  'a failure is not kept in the cache',
  { run: async () => ({ ...said('no'), ok: false }) },
  async (given) => {
    await given.set({ cacheTtlMs: 60_000 });
    await given.call();
    assert.equal((await given.call()).isCached, undefined);
  },
);

let tries = 0;
claim(
  'a read is tried again where the cause may pass, and only as often as it may be',
  {
    async run() {
      tries += 1;
      throw tries < 3 ? toolErrors.fetch_failed('busy') : toolErrors.url_refused('never');
    },
  },
  async (given) => {
    await given.set({ retries: 5 });
    assert.equal((await given.call()).code, 'url_refused');
    assert.equal(tries, 3);
  },
);

claim(
  'a tool that heeds no signal is not waited for longer than its time',
  { run: () => new Promise(() => undefined) },
  async (given) => {
    await given.set({ timeoutMs: 100 });
    const { code, output } = await given.call();
    assert.equal(code, 'tool_timeout');
    assert.match(output, /^Cannot finish look: it took longer than 0\.1 s/);
  },
);

const gone = new AbortController();
claim(
  'a cancelled run takes its call with it',
  {
    run: (_, { signal }) => {
      const end = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => end.reject(signal.reason));
      gone.abort(new TypeError('cancelled'));
      return end.promise;
    },
  },
  async (given) => {
    await assert.rejects(given.call({}, { signal: gone.signal }), { message: 'cancelled' });
  },
);

const KEY = `sk-${'Ab1'.repeat(16)}`;
claim(
  'secrets are taken out of what a tool says, its own whatever they look like',
  { run: async () => said(`key ${KEY} and hunter2-hunter2`), secrets: () => ['hunter2-hunter2'] },
  async (given) => {
    assert.equal((await given.call()).output, 'key [secret removed] and [secret removed]');
  },
);

claim(
  'a long result is kept as a file, and the model is told its beginning and where the rest is',
  { run: async () => said('x'.repeat(MAX_STORED_OUTPUT_LENGTH + 10)) },
  async (given) => {
    const { output, files } = await given.call();
    assert.ok(output.length <= MAX_TOOL_OUTPUT_LENGTH);
    assert.match(output, /the first 5000000 are in the file look-call-1\.txt/);
    assert.equal(files[0]?.size, MAX_STORED_OUTPUT_LENGTH);
    const kept = await given.files.find(given.db, areaOf.conversation('c'), 'look-call-1.txt');
    assert.equal(kept?.size, MAX_STORED_OUTPUT_LENGTH);
  },
);

claim(
  'arguments that do not fit are refused with their places and said to be so',
  { schema: z.object({ at: z.object({ line: z.number() }) }) },
  async (given) => {
    const { isUnfit, output } = await given.call({ at: { line: 'x' } });
    assert.equal(isUnfit, true);
    assert.match(output, /^Cannot call look: at\.line: /);
  },
);

claim('a name that no tool has is told', {}, async (given) => {
  await assert.rejects(given.toolbox.find(given.workspaceId, 'none'), { code: 'tool_not_found' });
});
