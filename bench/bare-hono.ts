import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** The very object that the product answers, as the first argument. */
const BODY: object = JSON.parse(process.argv[2] ?? '{}');

const app = new Hono();
app.get('/', (c) => c.json(BODY));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}/`),
);
