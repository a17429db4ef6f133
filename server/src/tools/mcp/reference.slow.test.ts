import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '../../../../tools/test-servers/index.ts';
import { type Client, type TestApp, testApp } from '../../testing/app.ts';
import type { ToolView } from '../registry-contract.ts';
import type { SourceView } from '../sources-contract.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const program = (name: string) => `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`;

describe('the reference servers of MCP', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp({ EGRESS_HOSTS: '127.0.0.1', MCP_PROGRAMS: ROOT });
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  async function connect(name: string, place: object, env = {}): Promise<SourceView> {
    const input = { kind: 'mcp', name, place, env };
    const { status, body } = await owner.call<SourceView>('POST', '/api/v1/tool-sources', input);
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.state, 'ready', body.reason ?? '');
    return body;
  }

  /** Approves all tools of a source and answers their names. */
  async function approveAll({ id }: SourceView): Promise<string[]> {
    const { body } = await owner.call<{ items: ToolView[] }>('GET', '/api/v1/tools');
    const own = body.items.filter(({ source }) => source.id === id);
    const tools = own.map(({ name, version }) => ({ name, version }));
    const approved = await owner.call<SourceView>('PUT', `/api/v1/tool-sources/${id}/approvals`, { tools });
    assert.deepEqual([approved.body.pending, approved.body.skipped], [0, []]);
    return tools.map(({ name }) => name);
  }

  async function use(tool: string, given: object) {
    const started = await owner.call<{ runId: string }>('POST', `/api/v1/tools/${tool}/runs`, {
      arguments: given,
    });
    const { parts } = await owner.answer(started.body.runId);
    const [part] = parts;
    assert.ok(part?.type === 'tool');
    return part;
  }

  test('server-everything over streamable HTTP', async () => {
    const port = await freePort();
    const server = spawn(process.execPath, [program('everything'), 'streamableHttp'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PORT: String(port) },
      stdio: 'ignore',
    });
    try {
      const url = `http://127.0.0.1:${port}/mcp`;
      await waitFor(
        () =>
          fetch(url).then(
            () => true,
            () => null,
          ),
        { what: 'the server' },
      );
      const tools = await approveAll(await connect('everything', { kind: 'http', url }));
      assert.ok(tools.includes('everything_echo'), tools.join());
      assert.equal((await use('everything_echo', { message: 'hello' })).output, 'Echo: hello');
      const picture = await use('everything_get-tiny-image', {});
      assert.deepEqual(
        picture.files.map(({ mediaType }) => mediaType),
        ['image/png'],
      );
    } finally {
      server.kill('SIGKILL');
    }
  });

  test('server-everything over standard streams, behind walls', async () => {
    const args = [program('everything'), 'stdio'];
    const tools = await approveAll(await connect('walled', { kind: 'stdio', command: 'node', args }));
    assert.ok(tools.length >= 8, tools.join());
    const sum = await use('walled_get-sum', { a: 20, b: 22 });
    assert.match(sum.output, /42/);
    const environment = await use('walled_get-env', {});
    assert.doesNotMatch(environment.output, /AGENTICGEN|DATA_DIR/);
  });

  test('server-memory keeps what it is told for as long as it lives', async () => {
    const args = [program('memory')];
    const env = { MEMORY_FILE_PATH: '/tmp/memory.jsonl' };
    await approveAll(await connect('memory', { kind: 'stdio', command: 'node', args }, env));
    const entities = [{ name: 'Ann', entityType: 'person', observations: ['likes tea'] }];
    assert.equal((await use('memory_create_entities', { entities })).ok, true);
    assert.match((await use('memory_search_nodes', { query: 'tea' })).output, /Ann/);
  });

  test('server-filesystem sees its folders and nothing of the machine', async () => {
    const args = [program('filesystem'), '/home', '/program/docs'];
    await approveAll(await connect('folders', { kind: 'stdio', command: 'node', args }));
    const written = await use('folders_write_file', { path: '/home/program/a.txt', content: 'hello' });
    assert.equal(written.ok, true, written.output);
    assert.match((await use('folders_read_text_file', { path: '/home/program/a.txt' })).output, /hello/);
    const readOnly = await use('folders_write_file', { path: '/program/docs/a.txt', content: 'x' });
    assert.match(readOnly.output, /EROFS|read-only/i);
    assert.equal((await use('folders_read_text_file', { path: '/etc/passwd' })).ok, false);
  });
});
