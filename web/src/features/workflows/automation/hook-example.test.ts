import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { draftInput, readInput } from '../../../ui/input/input-draft.ts';
import { inputFields } from '../../../ui/input/input-fields.ts';
import { curlExample, exampleBody } from './hook-example.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    topic: { type: 'string', title: "The ship's name" },
    tone: { type: 'string', enum: ['dry', 'warm'] },
    count: { type: 'integer', minimum: 3 },
    share: { type: 'number', default: 0.5 },
    loud: { type: 'boolean' },
    sides: { type: 'array', items: { type: 'string' } },
    table: { type: 'object', default: { a: 1 } },
  },
  required: ['topic', 'tone', 'count'],
};

test('the body that is shown is one that the workflow takes', () => {
  const body = exampleBody(inputFields(SCHEMA));
  expect(body).toMatchObject({ tone: 'dry', count: 3, share: 0.5, loud: false, table: { a: 1 } });
  expect(readInput(draftInput(SCHEMA, body))).toEqual({ ok: true, input: body });
});

test('a shell signs the body as the server checks it, quotes and all', () => {
  const body = exampleBody(inputFields(SCHEMA));
  const lines = curlExample("https://example.org/hooks/it's", 'whs_a$b', body);
  const echo = lines.replace(/^curl -X POST/m, "printf '%s\\n'");
  const printed = execFileSync('sh', ['-c', echo], { encoding: 'utf8' }).trim().split('\n');
  const [url, , type, , signature, , sent] = printed;
  expect([url, type, sent]).toEqual([
    "https://example.org/hooks/it's",
    'content-type: application/json',
    JSON.stringify(body),
  ]);
  const [, time, v1] = /t=(\d+),v1=(\w+)$/.exec(signature ?? '') ?? [];
  expect(v1).toBe(createHmac('sha256', 'whs_a$b').update(`${time}.${sent}`).digest('hex'));
});

test('without the secret there is a place for it', () => {
  expect(curlExample('https://example.org', null, {})).toMatch(/^SECRET='whs_\.\.\.'$/m);
});
