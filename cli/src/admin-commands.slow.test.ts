import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Running, readConfig, start } from '@agenticgen/server';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { config } from './config.ts';
import { doctor } from './doctor.ts';
import { key } from './key.ts';
import { run } from './run.ts';
import { fakeTerminal } from './testing.ts';
import { user } from './user.ts';

const env = {
  DATA_DIR: mkdtempSync(join(tmpdir(), 'agenticgen-cli-')),
  PORT: '0',
  AGENTICGEN_ADMIN_EMAIL: 'owner@example.org',
  AGENTICGEN_ADMIN_PASSWORD: 'correct horse battery',
};

async function json<T>(command: typeof key, args: string[], more: NodeJS.ProcessEnv = {}): Promise<T> {
  const terminal = fakeTerminal({ ...env, ...more });
  assert.equal(await command.run([...args, '--json'], terminal), 0, terminal.errors());
  return JSON.parse(terminal.out()) as T;
}

describe('commands beside a running server', () => {
  let server: Running;
  let client: { AGENTICGEN_URL: string; AGENTICGEN_API_KEY: string };

  before(async () => {
    server = await start(readConfig(env), { print: () => undefined });
    const made = await json<{ id: string; key: string }>(key, ['create', '--user', 'owner@example.org']);
    client = { AGENTICGEN_URL: server.url, AGENTICGEN_API_KEY: made.key };
  });
  after(() => server.stop());

  test('audit verify goes through the log beside the server, and says where it is broken', async () => {
    const session = { email: env.AGENTICGEN_ADMIN_EMAIL, password: env.AGENTICGEN_ADMIN_PASSWORD };
    for (let count = 0; count < 3; count++)
      await fetch(`${server.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(session),
      });
    const { ok, entries, head } = await json<{ ok: boolean; entries: number; head: string }>(audit, [
      'verify',
    ]);
    assert.deepEqual([ok, entries >= 3, head.length], [true, true, 64]);
    const plain = fakeTerminal(env);
    assert.equal(await audit.run(['verify'], plain), 0);
    assert.match(plain.out(), /^\d+ entries hold\. Head: [0-9a-f]{64}$/m);
    const elsewhere = fakeTerminal({ ...env, SECRET_KEY_FILE: join(env.DATA_DIR, 'other.key') });
    assert.equal(await audit.run(['verify'], elsewhere), 1);
    assert.match(elsewhere.out(), /^Broken at entry 1: it is not what was written/m);
    await assert.rejects(audit.run(['repair'], plain), { message: /wanted "audit verify"/ });
  });

  test('key create makes a key that the server takes', async () => {
    const headers = { authorization: `Bearer ${client.AGENTICGEN_API_KEY}` };
    const response = await fetch(`${server.url}/api/v1/me`, { headers });
    assert.equal(((await response.json()) as { user: { email: string } }).user.email, 'owner@example.org');
  });

  test('key create refuses an account that is not there', async () => {
    await assert.rejects(key.run(['create', '--user', 'nobody@example.org'], fakeTerminal(env)), {
      code: 'user_unknown',
    });
    await assert.rejects(key.run(['create'], fakeTerminal(env)), /--user EMAIL is missing/);
    await assert.rejects(key.run(['destroy'], fakeTerminal(env)), /wanted "key create"/);
  });

  test('user list shows the accounts', async () => {
    const users = await json<{ email: string }[]>(user, ['list']);
    assert.deepEqual(
      users.map(({ email }) => email),
      ['owner@example.org'],
    );
  });

  test('ask prints the answer of an agent as it comes', async () => {
    const terminal = fakeTerminal({ ...env, ...client });
    assert.equal(await ask.run(['--agent', 'code', 'Compute 6*7'], terminal), 0, terminal.errors());
    assert.match(terminal.out(), /42/);
  });

  test('ask --json prints the log, and run prints it again', async () => {
    const asked = fakeTerminal({ ...env, ...client });
    assert.equal(await ask.run(['--json', 'hello'], asked), 0);
    const [first = '', ...lines] = asked.out().trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { sequence: number; type: string });
    assert.equal(events.at(-1)?.type, 'run.finished');
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => index + 1),
    );
    const again = fakeTerminal({ ...env, ...client });
    assert.equal(await run.run([JSON.parse(first).runId, '--json'], again), 0);
    assert.deepEqual(again.out().trim().split('\n'), lines);
  });

  test('ask refuses an empty question, an unknown agent and a wrong key', async () => {
    const terminal = fakeTerminal({ ...env, ...client });
    await assert.rejects(ask.run([], terminal), /there is no question/);
    await assert.rejects(ask.run(['--agent', 'butler', 'hi'], terminal), /\(agent_unknown\)/);
    const forged = fakeTerminal({ ...env, ...client, AGENTICGEN_API_KEY: 'agk_forged' });
    await assert.rejects(ask.run(['hi'], forged), /\(token_invalid\)/);
  });

  const flow = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'agenticgen-flow-')), 'flow.yaml');
    writeFileSync(path, text);
    return path;
  };
  const SUM =
    'name: Sum\ninput: { type: object, properties: { n: { type: number } }, required: [n] }\nnodes:\n  - { id: add, type: value, value: "{{input.n + 1}}" }\n';

  test('run FLOW saves the flow once, runs it, and prints what it gives', async () => {
    const terminal = fakeTerminal({ ...env, ...client }, '{"n": 1}');
    const path = flow(SUM);
    assert.equal(await run.run([path, '--input', '-'], terminal), 0, terminal.errors());
    assert.match(terminal.out(), /✓ add .*done[\s\S]*\n2\n$/);
    const again = fakeTerminal({ ...env, ...client });
    assert.equal(await run.run([path, '--set', 'n=4', '--json'], again), 0, again.errors());
    const lines = again
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(lines.at(-1), { state: 'done', output: 5, error: null });
    assert.equal(lines[0].version, 1);
  });

  test('run FLOW tells every problem with its place, and ends with 1 where the run fails', async () => {
    const terminal = fakeTerminal({ ...env, ...client });
    const bad = flow(
      'name: Bad\nnodes:\n  - { id: a, type: value, value: "{{nodes.z}}" }\n  - { id: a, type: join }\n',
    );
    await assert.rejects(run.run([bad], terminal), /it has 2 problems/);
    assert.match(terminal.errors(), /nodes\.0\.value: .*\(node_unknown\)/);
    const failing = flow('name: Fails\nnodes:\n  - { id: a, type: code, code: "raise ValueError(1)" }\n');
    const told = fakeTerminal({ ...env, ...client });
    assert.equal(await run.run([failing], told), 1);
    assert.match(told.errors(), /program_failed/);
  });

  test('a second server on the same data folder is refused', async () => {
    await assert.rejects(start(readConfig(env), { print: () => undefined }), /Cannot (start|take|use)/);
  });
});

test('config check says what is wrong, all of it, and never a value', async () => {
  const wrong = {
    PORT: 'eighty',
    DATABASE_URL: 'oracle://secret',
    REDIS_URL: 'redis://x',
    LOG_LEVEL: 'loud',
  };
  await assert.rejects(config.run(['check'], fakeTerminal(wrong)), ({ message }: Error) => {
    for (const name of Object.keys(wrong)) assert.match(message, new RegExp(`${name}:`));
    assert.doesNotMatch(message, /eighty|secret|redis:|loud/);
    return true;
  });
});

test('config check shows the keys of a valid configuration', async () => {
  const terminal = fakeTerminal({ PORT: '9001' });
  assert.equal(await config.run(['check'], terminal), 0);
  assert.match(terminal.out(), /DATA_DIR/);
  assert.match(terminal.out(), /Valid: 127\.0\.0\.1:9001/);
});

test('doctor names the runtimes of the sandbox', async () => {
  const terminal = fakeTerminal({});
  assert.equal(await doctor.run([], terminal), 0, terminal.out());
  assert.match(terminal.out(), /Sandbox {5}\w+/);
  assert.match(terminal.out(), /Python {6}3\./);
  assert.match(terminal.out(), /gVisor {6}works here; used with SANDBOX_MIN_LEVEL=vm/);
});

test('doctor names gVisor as the sandbox where the level vm is asked for', async () => {
  const terminal = fakeTerminal({ SANDBOX_MIN_LEVEL: 'vm' });
  assert.equal(await doctor.run(['--json'], terminal), 0, terminal.out());
  const { sandbox, gvisor } = JSON.parse(terminal.out());
  assert.deepEqual([sandbox.level, gvisor], ['vm', sandbox]);
});
