import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSandbox } from '@agenticgen/sandbox';
import { memoryDriver } from '@agenticgen/sandbox/testing';
import { permit } from '../access/index.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { insertMember } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { codePolicyOf, DEFAULT_CODE_POLICY, saveCodePolicy } from './code-policy.ts';
import type { CodePolicy } from './code-policy-contract.ts';
import type { ExecutionView } from './contract.ts';
import { runCodeTool } from './run-code.ts';

const SHELL = 'import os\nos.system("ls " + input())';

describe('the scan of code that people run', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const execute = (body: object) =>
    owner.call<ExecutionView & { code?: string; detail?: string }>('POST', '/api/v1/executions', {
      language: 'python',
      ...body,
    });
  const put = (policy: CodePolicy) => owner.call('PUT', '/api/v1/code-policy', policy);

  test('as it is set up, code runs and its findings come with the answer and stand in the log', async () => {
    assert.deepEqual((await owner.call('GET', '/api/v1/code-policy')).body, DEFAULT_CODE_POLICY);
    const { status, body } = await execute({ code: 'x = eval("6 * 7")\nprint(x)' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.stdout, '42\n');
    assert.equal(body.scan?.verdict, 'findings');
    assert.deepEqual(
      body.scan?.findings.map(({ rule, line }) => [rule, line]),
      [['B307', 1]],
    );
    const log = await owner.call<{ text: string }>('GET', `/api/v1/runs/${body.runId}/events`);
    assert.match(log.body.text, /code\.scanned/);
    assert.match(log.body.text, /B307/);
  });

  test('clean code is said to be clean, broken code never', async () => {
    assert.equal((await execute({ code: 'print(1)' })).body.scan?.verdict, 'clean');
    const { body } = await execute({ code: 'print(' });
    assert.equal(body.scan?.verdict, 'unscannable');
    assert.match(body.stderr, /SyntaxError/);
  });

  test('what a guard refused while it ran is told', async () => {
    const { body } = await execute({ code: 'try: open("/etc/passwd")\nexcept OSError: pass' });
    assert.deepEqual(body.refused, [{ rule: 'files', event: 'open', count: 1 }]);
  });

  test('a policy that refuses keeps code from running, with the finding', async () => {
    await put({
      askFrom: 'never',
      refuseFrom: 'high',
      unscannable: 'refuse',
      egressHosts: [],
      egressMethods: [],
    });
    const { status, body } = await execute({ code: SHELL });
    assert.deepEqual([status, body.code], [422, 'code_refused']);
    assert.match(JSON.stringify(body), /line 2: B605/);
    assert.equal((await execute({ code: 'print(' })).body.code, 'code_refused');
    assert.equal((await execute({ code: 'print(1)' })).status, 200);
    await put(DEFAULT_CODE_POLICY);
  });

  test('a policy that asks wants the findings accepted by who runs the code', async () => {
    await put({
      askFrom: 'medium',
      refuseFrom: 'never',
      unscannable: 'allow',
      egressHosts: [],
      egressMethods: [],
    });
    const { status, body } = await execute({ code: 'print(eval("1"))' });
    assert.deepEqual([status, body.code], [422, 'code_not_accepted']);
    assert.equal((await execute({ code: 'print(eval("1"))', acceptFindings: true })).body.stdout, '1\n');
    await put(DEFAULT_CODE_POLICY);
  });

  test('a policy that makes no sense is refused', async () => {
    for (const bad of [
      {},
      { askFrom: 'sometimes', refuseFrom: 'high', unscannable: 'allow' },
      { ...DEFAULT_CODE_POLICY, egressHosts: ['http://x/'] },
      { ...DEFAULT_CODE_POLICY, egressHosts: ['*'] },
    ])
      assert.equal((await owner.call('PUT', '/api/v1/code-policy', bad)).status, 400);
  });
});

async function set({ db, principal }: ToolBench, policy: CodePolicy): Promise<void> {
  const { workspaceId } = principal;
  const admin = await insertMember(db, testRuntime(), workspaceId, 'admin');
  await saveCodePolicy({ db, runtime: { now: () => 1 } }, permit(admin, 'edit', 'Tool'), policy);
  assert.deepEqual(await codePolicyOf(db, workspaceId), policy);
}

describe('the scan of code that agents run', () => {
  const sandbox = () => createSandbox({ driver: memoryDriver({ answer: () => ({ stdout: 'ran' }) }) });

  test('a run has its scan with it; a refused one does not run', async () => {
    await using bench = await toolBench();
    let runs = 0;
    const counting = createSandbox({
      driver: memoryDriver({
        answer: () => {
          runs += 1;
          return { stdout: 'ran' };
        },
      }),
    });
    const tool = runCodeTool({ ...bench, sandbox: counting });
    const context = bench.context();
    const { scan } = await tool.run({ language: 'python', code: SHELL }, context);
    assert.equal(scan?.findings.find(({ rule }) => rule === 'B605')?.severity, 'high');
    await set(bench, {
      askFrom: 'never',
      refuseFrom: 'high',
      unscannable: 'allow',
      egressHosts: [],
      egressMethods: [],
    });
    await assert.rejects(tool.run({ language: 'python', code: SHELL }, context), { code: 'code_refused' });
    assert.equal(runs, 1);
  });

  test('people are asked where the policy says so, for what the arguments hold', async () => {
    await using bench = await toolBench();
    const tool = runCodeTool({ ...bench, sandbox: sandbox() });
    const { principal } = bench.context();
    assert.equal(await tool.asks?.({ code: SHELL }, principal.workspaceId), false);
    await set(bench, {
      askFrom: 'high',
      refuseFrom: 'never',
      unscannable: 'ask',
      egressHosts: [],
      egressMethods: [],
    });
    assert.equal(await tool.asks?.({ code: SHELL }, principal.workspaceId), true);
    assert.equal(await tool.asks?.({ code: 'print(1)' }, principal.workspaceId), false);
    assert.equal(await tool.asks?.({ language: 'javascript', code: 'let =' }, principal.workspaceId), true);
    assert.equal(await tool.asks?.({ nonsense: 1 }, principal.workspaceId), false);
  });
});
