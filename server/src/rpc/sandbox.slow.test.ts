import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { createSandbox, type Driver, SandboxError } from '@agenticgen/sandbox';
import { driverContract, memoryDriver } from '@agenticgen/sandbox/testing';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { testApp } from '../testing/app.ts';
import {
  listenRpc,
  MAX_SANDBOX_MESSAGE_BYTES,
  type RpcServer,
  remoteSandbox,
  sandboxService,
} from './index.ts';

const TOKEN = 'a token for the sandbox of tests';
/** Holds as many sessions as there may be. */
const HOLDER = `
import { createSandbox } from ${JSON.stringify(import.meta.resolve('@agenticgen/sandbox'))};
import { remoteSandbox } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
const [url, token] = process.argv.slice(1);
const sandbox = createSandbox({ driver: remoteSandbox({ url, token }), maxSessions: 100 });
const held = [];
for (;;) {
  const session = await sandbox.openSession({ language: 'python' }).catch(() => undefined);
  if (!session) break;
  held.push(session);
}
console.log(held.length);
`;
const MAIN = new URL('../main.ts', import.meta.url).pathname;

/** A process with ROLES=sandbox, as in a container of its own. */
async function splitOff(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: '/usr/bin:/bin', ROLES: 'sandbox', SANDBOX_PORT: '0', SANDBOX_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const found = /ready at \S+?:(\d+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new TypeError(`it ended with ${code}: ${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      assert.equal(code, 0);
    },
  };
}

describe('a sandbox that is split off', () => {
  let split: Awaited<ReturnType<typeof splitOff>>;
  before(async () => {
    split = await splitOff();
  });
  after(() => split.stop());
  /** The address is known once it stands. */
  const late = (): Driver => {
    let made: Driver | undefined;
    const driver = () => {
      made ??= remoteSandbox({ url: split.url, token: TOKEN });
      return made;
    };
    return {
      name: 'remote',
      probe: () => driver().probe(),
      run: (job, options) => driver().run(job, options),
      openSession: (job, options) => driver().openSession!(job, options),
      close: () => driver().close(),
    };
  };

  driverContract('remote', late);

  test('files and figures come back over the wire, and the limit that ended a run is named', async () => {
    const sandbox = createSandbox({ driver: late() });
    const made = await sandbox.run({
      language: 'python',
      code: 'import matplotlib.pyplot as plt\nplt.plot([1, 2])\nopen("b.bin", "wb").write(open("a.bin", "rb").read() * 2)',
      files: [{ name: 'a.bin', bytes: new Uint8Array(1_000_000).fill(7) }],
    });
    assert.deepEqual(
      made.files.map(({ name, bytes }) => [name, bytes.length, bytes[0]]),
      [['b.bin', 2_000_000, 7]],
    );
    assert.ok(made.figures.some(({ mediaType }) => mediaType === 'image/png'));
    const code = 'import time\ntime.sleep(60)';
    const cut = await sandbox.run({ language: 'python', code, limits: { wallMs: 300 } });
    assert.deepEqual([cut.exitCode, cut.killedBy], [null, 'wall']);
    await sandbox.close();
  });

  test('a session there keeps its variables and files, and ends as lost where its process is killed', async () => {
    const sandbox = createSandbox({ driver: late() });
    const session = await sandbox.openSession({
      language: 'python',
      files: [{ name: 'in.txt', bytes: Buffer.from('seven') }],
    });
    await session.run({ code: 'x = open("in.txt").read()' });
    const second = await session.run({
      code: 'open("out.txt", "w").write(x + open("more.txt").read())\nlen(x)',
      files: [{ name: 'more.txt', bytes: Buffer.from('!') }],
    });
    assert.equal(second.stdout, '5\n', second.stderr);
    assert.deepEqual(
      second.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
      [['out.txt', 'seven!']],
    );
    const last = await session.run({ code: 'import os\nos._exit(3)' });
    assert.equal(last.exitCode, 3);
    assert.equal(await session.ended, 'lost');
    await sandbox.close();
  });

  test('a server that is killed leaves no session there', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, split.url, TOKEN], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const watcher = createSandbox({ driver: late() });
    await assert.rejects(watcher.openSession({ language: 'python' }), { code: 'sandbox_busy' });
    child.kill('SIGKILL');
    await waitFor(async () => {
      const session = await watcher.openSession({ language: 'python' }).catch(() => undefined);
      await session?.close();
      return session !== undefined;
    });
    await watcher.close();
  });

  test('code there asks this process for each request, and gets what it decides', async () => {
    const sandbox = createSandbox({ driver: late() });
    const asked: string[] = [];
    const code =
      'import urllib.request as u\nr = u.urlopen(u.Request("https://api.example/x", data=b"abc", method="PUT"))\nprint(r.status, r.read().decode())\ntry: u.urlopen("http://evil.example/")\nexcept OSError as error: print(error)';
    const made = await sandbox.run(
      { language: 'python', code },
      {
        egress: async ({ method, url, body }) => {
          asked.push(`${method} ${url} ${Buffer.from(body).toString()}`);
          if (url.includes('evil')) return { refused: 'nobody goes there' };
          return { status: 201, headers: [['content-type', 'text/plain']], body: Buffer.from('made') };
        },
      },
    );
    assert.match(made.stdout, /^201 made\n.*nobody goes there/, made.stderr);
    assert.deepEqual(asked, ['PUT https://api.example/x abc', 'GET http://evil.example/ ']);
    await sandbox.close();
  });

  test('cells of a session there have a way out of their own, in both languages', async () => {
    const sandbox = createSandbox({ driver: late() });
    for (const [language, code] of [
      [
        'python',
        'import urllib.request\nprint(urllib.request.urlopen("http://api.example/").read().decode())',
      ],
      ['javascript', 'console.log(await (await fetch("http://api.example/")).text())'],
    ] as const) {
      const session = await sandbox.openSession({ language, hasEgress: true });
      const egress = async () => ({ status: 200, headers: [], body: Buffer.from('heard') });
      assert.match((await session.run({ code }, { egress })).stdout, /^heard\n/);
      assert.match((await session.run({ code })).stderr, /has no way out/);
      await session.close();
    }
    await sandbox.close();
  });

  test('the product keeps its sessions there', async () => {
    await using product = await testApp({ SANDBOX_URL: split.url, SANDBOX_TOKEN: TOKEN });
    const { call } = product.owner;
    const opened = await call('POST', '/api/v1/code-sessions', { language: 'python' });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    const run = (code: string) =>
      call('POST', '/api/v1/executions', { language: 'python', code, session: opened.body.id });
    assert.equal((await run('x = 6')).body.exitCode, 0);
    assert.equal((await run('x * 7')).body.stdout, '42\n');
    assert.equal((await call('DELETE', `/api/v1/code-sessions/${opened.body.id}`)).status, 204);
  });

  test('the product runs code there', async () => {
    await using product = await testApp({ SANDBOX_URL: split.url, SANDBOX_TOKEN: TOKEN });
    const { body } = await product.owner.call('POST', '/api/v1/executions', {
      language: 'javascript',
      code: 'console.log(6 * 7)',
    });
    assert.equal(body.stdout, '42\n', JSON.stringify(body));
  });

  test('who does not know the token gets nothing, and is told where to look', async () => {
    const stranger = remoteSandbox({ url: split.url, token: 'another token than the one' });
    const { level, reason, fix } = await stranger.probe();
    assert.deepEqual(
      [level, /token/.test(reason ?? ''), /SANDBOX_TOKEN/.test(fix ?? '')],
      ['unavailable', true, true],
    );
    const sandbox = createSandbox({ driver: stranger });
    await assert.rejects(sandbox.run({ language: 'python', code: 'print(1)' }), {
      code: 'sandbox_unavailable',
    });
    await sandbox.close();
  });
});

describe('what the sandbox refuses', () => {
  let server: RpcServer;
  const inner = createSandbox({ driver: memoryDriver(), concurrency: 1, maxQueue: 0 });
  before(async () => {
    const place = {
      port: 0,
      hostname: '127.0.0.1',
      drainMs: 200,
      maxMessageBytes: MAX_SANDBOX_MESSAGE_BYTES,
    };
    server = await listenRpc(sandboxService({ sandbox: inner, token: TOKEN }), place);
  });
  after(() => server.close());
  const remote = () => remoteSandbox({ url: `http://127.0.0.1:${server.port}`, token: TOKEN });

  test('comes with its code and when to come back, and leaves the place free', async () => {
    const driver = remote();
    const sandbox = createSandbox({ driver, concurrency: 4 });
    const stop = new AbortController();
    const endless = { language: 'python', code: 'print("begun")  # forever' } as const;
    const first = sandbox.run(endless, { signal: stop.signal });
    let busy: unknown;
    await waitFor(async () => {
      const refused = await sandbox.run({ language: 'python', code: 'print(1)' }).catch((error) => error);
      busy = refused;
      return refused instanceof SandboxError;
    });
    assert.ok(busy instanceof SandboxError);
    assert.deepEqual([busy.code, (busy.retryAfterMs ?? 0) > 0], ['sandbox_busy', true]);
    stop.abort();
    assert.equal((await first).killedBy, 'cancelled');
    await sandbox.close();
  });

  test('a sandbox that is gone is unavailable, and a run then fails as failed', async () => {
    const gone = remoteSandbox({ url: 'http://127.0.0.1:1', token: TOKEN });
    const { level, reason } = await gone.probe();
    assert.equal(level, 'unavailable');
    assert.match(reason ?? '', /127\.0\.0\.1:1 does not answer/);
  });
});
