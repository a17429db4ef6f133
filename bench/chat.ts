import { setTimeout as pause } from 'node:timers/promises';
import { startModelServer } from '../tools/model-server/index.ts';
import { type ServerProcess, startServer } from '../tools/test-servers/product.ts';
import { median, percentile, type Report, reportOf } from './report.ts';

const STREAMS = 50;
const MANY = 500;
const FIRST_TOKEN_MS = 500;
const GAP_MS = 50;
const TOKENS = 40;
const STREAM_MS = FIRST_TOKEN_MS + GAP_MS * TOKENS;
const ROUNDS = 4;
const GOAL_MS = 10;

interface Stream {
  firstMs: number;
  ok: boolean;
}

async function addModel(server: ServerProcess, baseUrl: string, wireName: string): Promise<string> {
  const provider = {
    kind: 'openai-compatible',
    name: `sim ${wireName}`,
    baseUrl: `${baseUrl}/v1`,
    key: 'a key for measuring',
  };
  const { id: providerId } = await server.post<{ id: string }>('/api/v1/model-providers', provider);
  const { id } = await server.post<{ id: string }>('/api/v1/models', {
    providerId,
    name: wireName,
    wireName,
  });
  return id;
}

/** One stream through the OpenAI surface, from request to last byte. */
async function stream(url: string, token: string, model: string): Promise<Stream> {
  const began = performance.now();
  const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'hello' }] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  const decoder = new TextDecoder();
  let firstMs = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (firstMs === 0 && /"content":"[^"]/.test(text)) firstMs = performance.now() - began;
  }
  return { firstMs, ok: text.includes('[DONE]') && firstMs > 0 };
}

const many = (count: number, act: () => Promise<Stream>) => Promise.all(Array.from({ length: count }, act));

/** STREAMS readers, each with one stream after the other; they begin apart, so that streams start at any moment. */
async function steady(act: () => Promise<Stream>): Promise<number[]> {
  const reader = async (_: unknown, index: number) => {
    await pause((index * STREAM_MS) / STREAMS);
    const streams: Stream[] = [];
    for (let round = 0; round < ROUNDS; round++) streams.push(await act());
    return streams.map(({ firstMs }) => firstMs);
  };
  return (await Promise.all(Array.from({ length: STREAMS }, reader))).flat();
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** First tokens through the product beside those of the model itself, and many streams at once. */
export async function measure(): Promise<Report> {
  await using simulator = await startModelServer();
  const server = await startServer();
  try {
    const wire = `sim-first${FIRST_TOKEN_MS}-gap${GAP_MS}-tokens${TOKENS}`;
    const id = await addModel(server, simulator.url, wire);
    const through = () => stream(server.url, server.token, id);
    const direct = () => stream(simulator.url, 'a key for measuring', wire);
    await many(5, through);
    const theirs = await steady(direct);
    const ours = await steady(through);
    const burst = {
      theirs: median((await many(STREAMS, direct)).map(({ firstMs }) => firstMs)),
      ours: median((await many(STREAMS, through)).map(({ firstMs }) => firstMs)),
    };
    const whole = (await many(MANY, through)).filter(({ ok }) => ok).length;
    const added = tenth(median(ours) - median(theirs));
    return reportOf('chat', [
      {
        name: `first token added while ${STREAMS} streams are under way (p50)`,
        value: added,
        unit: 'ms',
        goal: `<= ${GOAL_MS} ms`,
        met: added <= GOAL_MS,
        peers: { 'the model itself': tenth(median(theirs)) },
        ratio: Math.round((median(ours) / median(theirs)) * 1000) / 1000,
      },
      {
        name: 'first token added (p95)',
        value: tenth(percentile(ours, 0.95) - percentile(theirs, 0.95)),
        unit: 'ms',
      },
      {
        name: `first token added when ${STREAMS} streams start in one instant (p50)`,
        value: tenth(burst.ours - burst.theirs),
        unit: 'ms',
      },
      {
        name: `streams at once that ended whole, of ${MANY}`,
        value: whole,
        unit: '',
        goal: `${MANY}`,
        met: whole === MANY,
      },
    ]);
  } finally {
    await server.stop();
  }
}
