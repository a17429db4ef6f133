import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { MAX_SESSIONS_PER_PERSON } from './code-sessions.ts';
import type { CodeSessionView } from './code-sessions-contract.ts';
import type { ExecutionView } from './contract.ts';
import type { WholeExecution } from './executions-contract.ts';

describe('sessions of code', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  async function open(language = 'python', client = owner): Promise<string> {
    const { status, body } = await client.call<CodeSessionView>('POST', '/api/v1/code-sessions', {
      language,
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }
  const close = (id: string, client = owner) => client.call('DELETE', `/api/v1/code-sessions/${id}`);
  const run = (session: string, code: string, more: object = {}, client = owner) =>
    client.call<ExecutionView & { code?: string }>('POST', '/api/v1/executions', {
      language: 'python',
      code,
      session,
      ...more,
    });

  test('what one cell defines the next one has, and each is an execution of its own', async () => {
    const id = await open();
    await run(id, 'x = 40');
    const { body } = await run(id, 'x + 2');
    assert.deepEqual([body.stdout, body.exitCode], ['42\n', 0]);
    const whole = await owner.call<WholeExecution>('GET', `/api/v1/executions/${body.runId}`);
    assert.deepEqual([whole.body.session, whole.body.code], [id, 'x + 2']);
    const { body: listed } = await owner.call<{ items: CodeSessionView[] }>('GET', '/api/v1/code-sessions');
    assert.deepEqual(
      listed.items.map(({ id, cells, language }) => [id, cells, language]),
      [[id, 2, 'python']],
    );
    await close(id);
  });

  test('a cell that fails leaves the session as it is; one that is stopped too', async () => {
    const id = await open();
    await run(id, 'kept = 7');
    assert.equal((await run(id, '1 / 0')).body.exitCode, 1);
    const cut = await run(id, 'while True: pass', { limits: { wallMs: 500 } });
    assert.equal(cut.body.killedBy, 'wall');
    assert.equal((await run(id, 'print(kept)')).body.stdout, '7\n');
    await close(id);
  });

  test("a session that was closed, is unknown, or is somebody else's runs nothing", async () => {
    const id = await open();
    const other = await newMember(product, 'developer');
    for (const refused of [await run(id, 'print(1)', {}, other), await run('nothing', 'print(1)')])
      assert.deepEqual([refused.status, refused.body.code], [409, 'code_session_ended']);
    assert.equal((await close(id, other)).status, 404);
    assert.equal((await run(id, 'print(1)')).body.stdout, '1\n');
    assert.equal((await close(id)).status, 204);
    assert.equal((await run(id, 'print(1)')).status, 409);
    assert.equal((await close(id)).status, 404);
  });

  test('code of another language is refused, and so is one session more than a person may have', async () => {
    const ids = [await open('javascript')];
    const wrong = await run(ids[0]!, 'print(1)');
    assert.deepEqual([wrong.status, wrong.body.code], [409, 'code_session_language']);
    while (ids.length < MAX_SESSIONS_PER_PERSON) ids.push(await open());
    const many = await owner.call('POST', '/api/v1/code-sessions', { language: 'python' });
    assert.deepEqual([many.status, many.body.code], [409, 'too_many_code_sessions']);
    await Promise.all(ids.map((id) => close(id)));
    await close(await open());
  });
});
