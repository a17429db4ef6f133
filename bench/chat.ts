import { startModelServer } from '../tools/model-server/index.ts';
import { type ServerProcess, startServer } from '../tools/test-servers/product.ts';
import { median, percentile, type Report, reportOf } from './report.ts';

const STREAMS = 50;
const MANY = 500;
const FIRST_TOKEN_MS = 500;
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

/** First tokens through the product beside those of the model itself, and many streams at once. */
export async function measure(): Promise<Report> {
  await using simulator = await startModelServer();
  const server = await startServer();
  try {
    const wire = `sim-first${FIRST_TOKEN_MS}-gap50-tokens40`;
    const id = await addModel(server, simulator.url, wire);
    const through = () => stream(server.url, server.token, id);
    const direct = () => stream(simulator.url, 'a key for measuring', wire);
    await many(5, through);
    const theirs = (await many(STREAMS, direct)).map(({ firstMs }) => firstMs);
    const ours = (await many(STREAMS, through)).map(({ firstMs }) => firstMs);
    const added = Math.round((median(ours) - median(theirs)) * 10) / 10;
    const crowd = await many(MANY, through);
    const whole = crowd.filter(({ ok }) => ok).length;
    return reportOf('chat', [
      {
        name: `first token added at ${STREAMS} streams (p50)`,
        value: added,
        unit: 'ms',
        goal: `<= ${GOAL_MS} ms`,
        met: added <= GOAL_MS,
        peers: { 'the model itself': Math.round(median(theirs)) },
        ratio: Math.round((median(ours) / median(theirs)) * 1000) / 1000,
      },
      {
        name: `first token at ${STREAMS} streams (p95)`,
        value: Math.round(percentile(ours, 0.95)),
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
