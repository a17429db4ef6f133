import { parseArgs } from 'node:util';
import { startModelServer } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});
const server = await startModelServer({ port: Number(values.port), host: values.host });
console.log(`Model server on ${server.url} (OpenAI and Anthropic at /v1, Gemini at /v1beta)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
