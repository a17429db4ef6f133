import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../tools/test-servers/index.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

type Server = ChildProcessByStdio<null, Readable, Readable>;

/** The server as a process of its own, with what it prints. */
function run(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-main-'));
  const base = { PATH: process.env.PATH ?? '', DATA_DIR: join(folder, 'data'), PORT: '0', WEB_DIR: folder };
  const server: Server = spawn(process.execPath, [MAIN], {
    env: { ...base, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { out: '', err: '' };
  server.stdout.setEncoding('utf8').on('data', (text) => {
    printed.out += text;
  });
  server.stderr.setEncoding('utf8').on('data', (text) => {
    printed.err += text;
  });
  const ended = once(server, 'close') as Promise<[number | null, string | null]>;
  return {
    server,
    printed,
    ended,
    dataFolder: base.DATA_DIR,
    log: () =>
      readFileSync(join(base.DATA_DIR, 'logs', 'server.log'), 'utf8')
        .trim()
        .split('\n'),
    address: () => waitFor(() => /http:\/\/\S+/.exec(printed.out)?.[0], { boundMs: 30_000 }),
    [Symbol.dispose]() {
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} stops the server in phases, with exit code 0 and a log that is whole`, async () => {
    using main = run();
    const url = await main.address();
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    main.server.kill(signal);
    assert.deepEqual(await main.ended, [0, null], main.printed.err);
    const messages = main.log().map((line) => JSON.parse(line).msg);
    assert.deepEqual([messages[0], ...messages.slice(-2)], ['ready', 'stopping', 'stopped']);
  });
}

test('a configuration that is wrong is told at once, all of it, with exit code 1', async () => {
  using main = run({ PORT: 'many', DATABASE_URL: 'postgres://x' });
  assert.equal((await main.ended)[0], 1);
  assert.match(main.printed.err, /PORT/);
  assert.match(main.printed.err, /DATABASE_URL/);
  assert.doesNotMatch(main.printed.err, /\n\s+at /, 'no stack trace');
  assert.equal(main.printed.out, '');
});

test('a refusal is one message and the line that mends it', async () => {
  using first = run();
  const { port } = new URL(await first.address());
  using second = run({ PORT: port });
  assert.equal((await second.ended)[0], 1);
  assert.match(second.printed.err, new RegExp(`another process has 127\\.0\\.0\\.1:${port}\n.*PORT`));
  assert.doesNotMatch(second.printed.err, /\n\s+at /);
});

test('a database that this version does not know is refused with what to do, and left as it is', async () => {
  using main = run();
  await main.address();
  main.server.kill('SIGTERM');
  await main.ended;
  const file = join(main.dataFolder, 'agenticgen.db');
  {
    using database = new DatabaseSync(file);
    database.exec("INSERT INTO migrations (name, checksum, applied_at) VALUES ('server/9999-later', 'x', 1)");
  }
  using older = run({ DATA_DIR: main.dataFolder });
  assert.equal((await older.ended)[0], 1);
  assert.match(older.printed.err, /Cannot migrate: the database has server\/9999-later.*\n.*newer version/);
  assert.doesNotMatch(older.printed.err, /\n\s+at /);
});
