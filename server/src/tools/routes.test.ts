import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { invited } from '../testing/invited.ts';
import type { ExecutionView } from './contract.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('the routes of tools', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const execute = (body: unknown) =>
    owner.call<ExecutionView & { code?: string }>('POST', '/api/v1/executions', body);

  test('the sandbox tells its level and versions', async () => {
    const { body } = await owner.call('GET', '/api/v1/sandbox');
    assert.match(String(body.level), /^namespace/, JSON.stringify(body));
    assert.match(String(body.python), /^Python 3\./);
    assert.match(String(body.javascript), /^Node \d+\./);
  });

  test('an execution gives output, files and figures, and is a run of its own', async () => {
    const { status, body } = await execute({
      language: 'python',
      code: 'open("b.txt", "w").write(open("a.txt").read() * 2)\nprint(6 * 7)',
      files: [{ name: 'a.txt', contentBase64: base64('ab') }],
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.stdout, '42\n');
    assert.equal(body.exitCode, 0);
    assert.deepEqual(
      body.files.map(({ name, mediaType, contentBase64 }) => [name, mediaType, contentBase64]),
      [['b.txt', 'text/plain', base64('abab')]],
    );
    const { body: run } = await owner.call('GET', `/api/v1/runs/${body.runId}`);
    assert.equal(run.state, 'done');
  });

  test('a limit that ends an execution is named', async () => {
    const { body } = await execute({
      language: 'javascript',
      code: 'setInterval(() => {}, 1000)',
      limits: { wallMs: 300 },
    });
    assert.equal(body.killedBy, 'wall');
    assert.equal(body.exitCode, null);
  });

  test('a bad request runs nothing', async () => {
    const bad = [
      { language: 'bash', code: 'ls' },
      { language: 'python', code: '' },
      { language: 'python', code: 'x', limits: { wallMs: 10_000_000 } },
      { language: 'python', code: 'x', files: [{ name: 'a', contentBase64: 'not base64!' }] },
    ];
    for (const body of bad) assert.equal((await execute(body)).status, 400, JSON.stringify(body));
  });

  test('a file name that leaves the workspace is refused with a reason', async () => {
    for (const name of ['../up.txt', '/etc/passwd', 'a\\b', 'x\u202e.txt']) {
      const { status, body } = await execute({
        language: 'python',
        code: 'print(1)',
        files: [{ name, contentBase64: '' }],
      });
      assert.ok(status >= 400 && status < 600, name);
      assert.match(JSON.stringify(body), /Cannot take input file/, name);
    }
  });

  test('a viewer may not run code, and nobody may without a token', async () => {
    const viewer = await invited(product, 'viewer');
    const body = { language: 'python', code: 'print(1)' };
    assert.equal((await viewer.call('POST', '/api/v1/executions', body)).status, 403);
    assert.equal((await viewer.call('GET', '/api/v1/tools')).status, 200);
    assert.equal((await product.anonymous.call('POST', '/api/v1/executions', body)).status, 401);
  });
});
