import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startModelServer } from '../../tools/model-server/index.ts';
import { freePort } from '../../tools/test-servers/index.ts';
import { removeFolder, type ServerProcess, startServer } from '../../tools/test-servers/product.ts';
import { answerText, type FoldedEvent, foldAnswer } from './chat/index.ts';
import { sseData } from './testing/app.ts';

/** Moments at which the server is killed. RECOVERY_ROUNDS=50 is the long form. */
const ROUNDS = Number(process.env.RECOVERY_ROUNDS ?? 6);
const MAX_MOMENT_MS = 900;
const WORDS = 40;
const WHOLE = Array.from({ length: WORDS }, (_, index) => `w${index + 1}`).join(' ');

interface Message {
  id: string;
  text: string;
  state: string;
}

async function addModel(server: ServerProcess, url: string, wireName: string): Promise<string> {
  const provider = {
    kind: 'openai-compatible',
    name: wireName,
    baseUrl: `${url}/v1`,
    key: 'a key of the tests',
  };
  const { id: providerId } = await server.post<{ id: string }>('/api/v1/model-providers', provider);
  return (await server.post<{ id: string }>('/api/v1/models', { providerId, name: wireName, wireName })).id;
}

async function get<T>(server: ServerProcess, path: string): Promise<T> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  return (await response.json()) as T;
}

/** Reads on from a sequence until the run ends or the server is gone. */
async function readOn(server: ServerProcess, runId: string, events: FoldedEvent[]): Promise<void> {
  const after = events.at(-1)?.sequence ?? 0;
  const headers = { authorization: `Bearer ${server.token}`, 'last-event-id': String(after) };
  let rest = '';
  try {
    const response = await fetch(`${server.url}/api/v1/runs/${runId}/events`, { headers });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const end = rest.lastIndexOf('\n\n') + 2;
      if (end < 2) continue;
      events.push(...sseData(rest.slice(0, end)).map((data) => JSON.parse(data) as FoldedEvent));
      rest = rest.slice(end);
    }
  } catch {
    // The connection broke with the server: the reader comes back.
  }
}

interface Round {
  server: ServerProcess;
  folder: string;
  port: number;
  model: string;
  text: string;
  momentMs: number;
}

/** Sends, kills at the moment, starts again, and reads the answer to its end. */
async function survive({ server, folder, port, model, text, momentMs }: Round) {
  const { id } = await server.post<{ id: string }>('/api/v1/conversations', {});
  const sent = await server.post<{ runId: string; messageId: string }>(
    `/api/v1/conversations/${id}/messages`,
    {
      text,
      agent: 'code',
      model,
    },
  );
  const events: FoldedEvent[] = [];
  const reading = readOn(server, sent.runId, events);
  await pause(momentMs);
  await server.stop();
  await reading;
  const next = await startServer(folder, port);
  await readOn(next, sent.runId, events);
  const { items } = await get<{ items: Message[] }>(next, `/api/v1/conversations/${id}/messages`);
  return { next, events, answer: items.find((message) => message.id === sent.messageId) };
}

function fold(events: readonly FoldedEvent[]) {
  const folded = foldAnswer();
  for (const event of events) folded.add(event);
  return folded.current();
}

test('an answer survives kill -9 at any moment: one reader sees it whole, nothing finished is done twice', async () => {
  await using simulator = await startModelServer();
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-recovery-'));
  const port = await freePort();
  let server = await startServer(folder, port);
  try {
    const plain = await addModel(server, simulator.url, `sim-first50-gap15-tokens${WORDS}`);
    const tools = await addModel(server, simulator.url, 'sim-tool-first50-gap15');
    for (let round = 0; round < ROUNDS; round++) {
      const momentMs = Math.floor(Math.random() * MAX_MOMENT_MS);
      const calls = round % 2 === 1;
      const code = JSON.stringify({ language: 'python', code: 'import time; time.sleep(0.3); print(6 * 7)' });
      const text = calls ? `CALL run_code ${code}` : 'hello';
      const { next, events, answer } = await survive({
        server,
        folder,
        port,
        model: calls ? tools : plain,
        text,
        momentMs,
      });
      server = next;
      const told = `killed after ${momentMs} ms: ${events.map(({ type, step }) => `${type} ${step ?? ''}`).join(', ')}`;
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        events.map((_, index) => index + 1),
        told,
      );
      assert.equal(events.at(-1)?.type, 'run.finished', told);
      const finished = events.filter(({ type }) => type === 'step.finished').map(({ step }) => step);
      assert.equal(new Set(finished).size, finished.length, told);
      assert.equal(answer?.state, 'complete', told);
      assert.equal(answer?.text, answerText(fold(events).parts), told);
      if (calls) assert.match(answer?.text ?? '', /42/, told);
      else assert.equal(answer?.text, WHOLE, told);
    }
  } finally {
    await server.stop();
    removeFolder(folder);
  }
});
