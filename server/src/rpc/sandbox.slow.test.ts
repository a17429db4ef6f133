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
