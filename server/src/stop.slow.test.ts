import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../tools/test-servers/index.ts';
import { readConfig } from './config.ts';
import { type Running, start } from './start.ts';
import { OWNER, sseData } from './testing/app.ts';

interface Event {
  sequence: number;
  type: string;
}

/** A server on a real port, with the owner signed in. Starting again finds the same data. */
async function starter() {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-stop-'));
  const config = readConfig({
    DATA_DIR: folder,
    PORT: '0',
    WEB_DIR: join(folder, 'web'),
    AGENTICGEN_ADMIN_EMAIL: OWNER.email,
    AGENTICGEN_ADMIN_PASSWORD: OWNER.password,
  });
  const begin = () => start(config, { print: () => undefined });
  return { begin, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const json = { 'content-type': 'application/json' };

async function signIn({ url }: Running): Promise<Record<string, string>> {
  const body = JSON.stringify(OWNER);
  const response = await fetch(`${url}/api/v1/sessions`, { method: 'POST', headers: json, body });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return { authorization: `Bearer ${accessToken}` };
}

async function eventsOf(url: string, runId: string, headers: Record<string, string>): Promise<Event[]> {
  const response = await fetch(`${url}/api/v1/runs/${runId}/events`, { headers });
  assert.equal(response.status, 200);
  return sseData(await response.text()).map((data) => JSON.parse(data));
}

/** Starts a run that takes a while and answers its id once it is at work. */
async function longRun({ url }: Running, headers: Record<string, string>): Promise<string> {
  const body = JSON.stringify({ language: 'python', code: 'import time; time.sleep(2); print(42)' });
  const init = { method: 'POST', headers: { ...headers, ...json }, body };
  void fetch(`${url}/api/v1/executions`, init).catch(() => undefined);
  return waitFor(async () => {
    const response = await fetch(`${url}/api/v1/runs?state=running`, { headers });
    const { items } = (await response.json()) as { items: { id: string }[] };
    return items[0]?.id;
  });
}

test('a stop ends the streams, and a reader goes on where it was after the next start', async () => {
  using server = await starter();
  const first = await server.begin();
  const headers = await signIn(first);
  const runId = await longRun(first, headers);
  const streamed = eventsOf(first.url, runId, headers);
  await waitFor(async () => (await fetch(`${first.url}/healthz`)).ok);
  await first.stop();
  const before = await streamed;
  assert.ok(before.some(({ type }) => type === 'run.started'));
  const second = await server.begin();
  const last = String(before.at(-1)?.sequence ?? 0);
  const again = await eventsOf(second.url, runId, { ...(await signIn(second)), 'last-event-id': last });
  const whole = await eventsOf(second.url, runId, await signIn(second));
  assert.deepEqual([...before, ...again], whole);
  assert.equal(whole.at(-1)?.type, 'run.finished');
  await second.stop();
});

test('an upload that is under way when the stop comes is stored whole', async () => {
  using server = await starter();
  const first = await server.begin();
  const headers = await signIn(first);
  const content = 'x'.repeat(100_000);
  const part = 'content-disposition: form-data; name="file"; filename="late.txt"';
  const body = `--b\r\n${part}\r\n\r\n${content}\r\n--b--\r\n`;
  const upload = httpRequest(`${first.url}/api/v1/files`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': body.length,
      expect: '100-continue',
    },
  });
  upload.flushHeaders();
  await once(upload, 'continue');
  upload.write(body.slice(0, 50_000));
  const stopping = first.stop();
  upload.end(body.slice(50_000));
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  assert.equal(response.statusCode, 201, text);
  await stopping;
  const second = await server.begin();
  const { id } = JSON.parse(text) as { id: string };
  const stored = await fetch(`${second.url}/api/v1/files/${id}/content`, { headers: await signIn(second) });
  assert.equal(await stored.text(), content);
  await second.stop();
});

test('a connection that lives on is told that the server stops', async () => {
  using server = await starter();
  const first = await server.begin();
  const headers = await signIn(first);
  const runId = await longRun(first, headers);
  const stream = await fetch(`${first.url}/api/v1/runs/${runId}/events`, { headers });
  const stopping = first.stop();
  await stream.text();
  const late = await fetch(`${first.url}/healthz`).then(
    ({ status }) => status,
    () => 'refused',
  );
  assert.ok(late === 503 || late === 'refused', String(late));
  await stopping;
  await assert.rejects(fetch(`${first.url}/healthz`), 'nothing listens any more');
});
