import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { takeDataFolder } from './data-folder.ts';
import { start } from './start.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'agenticgen-start-'));
const configIn = (DATA_DIR: string, more: NodeJS.ProcessEnv = {}) =>
  readConfig({ DATA_DIR, PORT: '0', WEB_DIR: join(DATA_DIR, 'web'), ...more });

test('the first start prints the address and a set-up code, the second only the address', async () => {
  const dataFolder = folder();
  const lines: string[] = [];
  const first = await start(configIn(dataFolder), { print: (text) => lines.push(...text.split('\n')) });
  const code = /set-?up code (\S+)/.exec(lines.join('\n'))?.[1];
  assert.ok(code, lines.join('\n'));
  assert.match(lines[0] ?? '', /ready at http:\/\/127\.0\.0\.1:\d+$/);
  assert.ok(lines.some((line) => /web app is not built/.test(line)));
  const owner = { code, email: 'o@example.org', name: 'O', password: 'correct horse battery' };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(owner);
  const made = await fetch(`${first.url}/api/v1/setup`, { method: 'POST', headers, body });
  assert.equal(made.status, 201, await made.text());
  await first.stop();
  lines.length = 0;
  const second = await start(configIn(dataFolder), { print: (text) => lines.push(...text.split('\n')) });
  assert.doesNotMatch(lines.join('\n'), /set-?up code/);
  await second.stop();
});

test('a data folder has one server at a time, and is free once it stopped', async () => {
  const dataFolder = folder();
  const print = () => undefined;
  const first = await start(configIn(dataFolder), { print });
  await assert.rejects(start(configIn(dataFolder), { print }), { code: 'data_folder_in_use' });
  await first.stop();
  await (await start(configIn(dataFolder), { print })).stop();
});

test('a port that is taken is named, and the data folder let go', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const dataFolder = folder();
  const config = configIn(dataFolder, { PORT: String(port) });
  const expected = { code: 'port_in_use', message: new RegExp(`127\\.0\\.0\\.1:${port}`) };
  await assert.rejects(start(config, { print: () => undefined }), expected);
  takeDataFolder(dataFolder)[Symbol.dispose]();
  other.close();
});

test('what is secret lies in files of the owner alone', async () => {
  const dataFolder = folder();
  const running = await start(configIn(dataFolder), { print: () => undefined });
  await running.stop();
  assert.equal(statSync(join(dataFolder, 'secret.key')).mode & 0o077, 0);
  const log = join(dataFolder, 'logs', 'server.log');
  assert.ok(existsSync(log));
  assert.equal(statSync(join(dataFolder, 'logs')).mode & 0o077, 0);
  assert.doesNotMatch(
    readFileSync(log, 'utf8'),
    new RegExp(readFileSync(join(dataFolder, 'secret.key'), 'utf8').trim()),
  );
});

test('the gRPC service listens only where it is wanted, and stops with the server', async () => {
  const dataFolder = folder();
  const print = () => undefined;
  const without = await start(configIn(dataFolder), { print });
  assert.equal(without.orchestratorPort, null);
  await without.stop();
  const running = await start(configIn(dataFolder, { ORCHESTRATOR_PORT: '0' }), { print });
  assert.ok(running.orchestratorPort);
  await running.stop();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = configIn(dataFolder, { ORCHESTRATOR_PORT: String(port) });
  await assert.rejects(start(taken, { print }), { code: 'port_in_use', message: new RegExp(`:${port}`) });
  other.close();
  takeDataFolder(dataFolder)[Symbol.dispose]();
});
