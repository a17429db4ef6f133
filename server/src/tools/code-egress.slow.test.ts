// The way out of code, through the whole product: programs, sessions and nodes of workflows, in both languages.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';
import { DEFAULT_CODE_POLICY } from './code-policy.ts';
import type { CodeSessionView } from './code-sessions-contract.ts';
import type { ExecutionView } from './contract.ts';

const LANGUAGES = ['python', 'javascript'] as const;
type Language = (typeof LANGUAGES)[number];

describe('code whose workspace names a host', () => {
  let product: TestApp;
  let owner: Client;
  let here = '';
  const server = createServer((request, response) =>
    response.end(`${request.method === 'GET' ? 'read' : request.method} ${request.url}`),
  );
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    here = `localhost:${typeof address === 'object' && address ? address.port : 0}`;
    product = await testApp({ EGRESS_HOSTS: here });
    owner = product.owner;
    const policy = { ...DEFAULT_CODE_POLICY, egressHosts: [here], egressMethods: ['POST'] };
    const { status } = await owner.call('PUT', '/api/v1/code-policy', policy);
    assert.ok(status < 300, `the policy was not saved: ${status}`);
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });

  const reading = (language: Language, path: string) =>
    language === 'python'
      ? `import urllib.request\nprint(urllib.request.urlopen("http://${here}${path}").read().decode())`
      : `console.log(await (await fetch("http://${here}${path}")).text())`;
  const execute = async (body: object) =>
    (await owner.call<ExecutionView>('POST', '/api/v1/executions', body)).body;
  const requestsOf = async (runId: string) => {
    const { body } = await owner.call<{ text: string }>('GET', `/api/v1/runs/${runId}/events`);
    return [...JSON.stringify(body).matchAll(/code\.egress/g)].length;
  };

  for (const language of LANGUAGES) {
    test(`${language}: a program reads from it, and its log tells of the request`, async () => {
      const { stdout, stderr, runId } = await execute({ language, code: reading(language, '/a') });
      assert.equal(stdout, 'read /a\n', stderr);
      assert.ok((await requestsOf(runId)) > 0);
    });

    test(`${language}: cells of a session read from it, each in the log of its own run`, async () => {
      const opened = await owner.call<CodeSessionView>('POST', '/api/v1/code-sessions', { language });
      const session = opened.body.id;
      for (const path of ['/one', '/two']) {
        const cell = await execute({ language, code: reading(language, path), session });
        assert.match(cell.stdout, new RegExp(`^read ${path}\n`), cell.stderr);
        assert.ok((await requestsOf(cell.runId)) > 0);
      }
      await owner.call('DELETE', `/api/v1/code-sessions/${session}`);
    });

    test(`${language}: a node of a workflow reads from it`, async () => {
      const code = reading(language, '/node');
      const workflow = await newWorkflow(owner, [{ id: 'read', type: 'code', language, code }]);
      const run = await runAs(owner, await beginWorkflow(owner, workflow));
      assert.equal(run.state, 'done', JSON.stringify(run.nodes));
      assert.match(JSON.stringify(run.output), /read \/node/);
    });
  }

  test('a method that the policy names is for sessions: a program may be run again', async () => {
    const code = `print(__import__("urllib.request").request.urlopen("http://${here}/made", data=b"x").read().decode())`;
    const program = await execute({ language: 'python', code });
    assert.match(program.stderr, /POST is for code that runs once/);
    const opened = await owner.call<CodeSessionView>('POST', '/api/v1/code-sessions', { language: 'python' });
    const cell = await execute({ language: 'python', code, session: opened.body.id });
    assert.equal(cell.stdout, 'POST /made\n', cell.stderr);
    await owner.call('DELETE', `/api/v1/code-sessions/${opened.body.id}`);
  });

  test('a host that is not named is refused with its reason, in both', async () => {
    const python = await execute({
      language: 'python',
      code: 'import urllib.request\nurllib.request.urlopen("http://elsewhere.example/")',
    });
    assert.match(python.stderr, /the policy does not name elsewhere\.example/);
    const javascript = await execute({
      language: 'javascript',
      code: 'await fetch("http://elsewhere.example/").catch((error) => console.log(error.cause.message))',
    });
    assert.match(javascript.stdout, /the policy does not name elsewhere\.example/);
  });
});
