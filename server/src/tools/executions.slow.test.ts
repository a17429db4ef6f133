import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, sseData, type TestApp, testApp } from '../testing/app.ts';
import { titleOf } from './executions.ts';
import type { ExecutionSummary, WholeExecution } from './executions-contract.ts';

test('titleOf() is the first line that says something, of a bounded length', () => {
  assert.equal(titleOf('\n\n  import os  \nprint(1)'), 'import os');
  assert.equal(titleOf('x'.repeat(500)).length, 120);
  assert.equal(titleOf('  \n'), '');
});

describe('code that people have run', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  /** Starts code without waiting for its end. */
  async function begin(code: string, more: object = {}): Promise<string> {
    const response = await product.app.fetch(
      new Request('http://test/api/v1/executions', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${owner.token}`,
          'content-type': 'application/json',
          prefer: 'wait=5, Respond-Async; foo=1',
        },
        body: JSON.stringify({ language: 'python', code, ...more }),
      }),
    );
    assert.equal(response.status, 202, await response.clone().text());
    return ((await response.json()) as { runId: string }).runId;
  }
  const whole = (id: string, client = owner) =>
    client.call<WholeExecution & { code: string }>('GET', `/api/v1/executions/${id}`);
  const follow = async (id: string) => {
    const { body } = await owner.call<{ text: string }>('GET', `/api/v1/runs/${id}/events`);
    return sseData(body.text).map((data) => JSON.parse(data) as { type: string; payload: { text?: string } });
  };

  test('what code writes is in the log of its run while it goes on, and its end can be read', async () => {
    const code =
      '\nimport sys\nprint("out")\nprint("err", file=sys.stderr)\n_ = open("a.txt", "w").write("x")';
    const id = await begin(code, { files: [{ name: 'in.csv', contentBase64: 'YWJjZA==' }] });
    const events = await follow(id);
    const text = events
      .filter(({ type }) => type === 'execution.output')
      .map(({ payload }) => payload.text)
      .join('');
    assert.match(text, /out\n/);
    assert.match(text, /err\n/);
    const { body } = await whole(id);
    assert.deepEqual([body.state, body.exitCode, body.title, body.code], ['done', 0, 'import sys', code]);
    assert.deepEqual(body.inputs, [{ name: 'in.csv', size: 4 }]);
    assert.deepEqual([body.result?.stdout, body.result?.files.map(({ name }) => name)], ['out\n', ['a.txt']]);
  });

  test('the list has what one has run, the newest first, in pages', async () => {
    const first = await begin('print(1)');
    await follow(first);
    const second = await begin('raise SystemExit(3)');
    await follow(second);
    const list = (query: string) =>
      owner.call<{ items: ExecutionSummary[]; next: string | null }>('GET', `/api/v1/executions?${query}`);
    const page = (await list('limit=1')).body;
    assert.deepEqual(
      page.items.map(({ runId, exitCode, language }) => [runId, exitCode, language]),
      [[second, 3, 'python']],
    );
    const next = (await list(`limit=1&cursor=${page.next}`)).body;
    assert.equal(next.items[0]?.runId, first);
    assert.equal((await list('limit=0')).status, 400);
  });

  test('code that is stopped says so', async () => {
    const id = await begin('import time\ntime.sleep(600)');
    await owner.call('PUT', `/api/v1/runs/${id}/cancellation`);
    await follow(id);
    const { body } = await whole(id);
    assert.deepEqual([body.state, body.result], ['cancelled', null]);
  });

  test('what somebody else has run, and a run of another kind, are not found', async () => {
    const id = await begin('print(1)');
    await follow(id);
    const other = await newMember(product, 'admin');
    assert.equal((await whole(id, other)).status, 404);
    const { body } = await other.call<{ items: unknown[] }>('GET', '/api/v1/executions');
    assert.deepEqual(body.items, []);
    const { body: conversation } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const path = `/api/v1/conversations/${conversation.id}/messages`;
    const { body: turn } = await owner.call<{ runId: string }>('POST', path, { text: 'Hello' });
    await owner.answer(turn.runId);
    const refused = await whole(turn.runId);
    assert.deepEqual([refused.status, refused.body.code], [404, 'not_an_execution']);
  });
});
