import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../../problem/index.ts';
import { readDocument } from './document.ts';

const info = { title: 'Pets', version: '1' };
const ok = { responses: { 200: { description: 'ok' } } };
const read = (document: object) => readDocument(JSON.stringify(document));
const v3 = (paths: object, more: object = {}) => read({ openapi: '3.0.3', info, paths, ...more });

async function faults(text: string) {
  const error = await readDocument(text).catch((error: unknown) => error);
  assert.ok(isProblem(error, 'openapi_invalid'), String(error));
  return error.details?.errors as { path: string; message: string }[];
}

test('an operation becomes a tool: its parameters and its body are arguments', async () => {
  const { operations } = await v3(
    {
      '/pets/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        put: {
          ...ok,
          operationId: 'putPet',
          summary: 'Change a pet',
          parameters: [{ name: 'dry', in: 'query', description: 'Only look', schema: { type: 'boolean' } }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
        },
      },
    },
    { components: { schemas: { Pet: { type: 'object', properties: { name: { type: 'string' } } } } } },
  );
  const [operation] = operations;
  assert.equal(operation?.key, 'PUT /pets/{id}');
  assert.equal(operation.title, 'Change a pet');
  assert.equal(operation.effect, 'outside');
  assert.deepEqual(operation.parameters, {
    type: 'object',
    properties: {
      id: { type: 'string' },
      dry: { type: 'boolean', description: 'Only look' },
      body: { type: 'object', properties: { name: { type: 'string' } } },
    },
    required: ['id', 'body'],
    additionalProperties: false,
  });
  assert.deepEqual([operation.call.method, operation.call.body], ['PUT', 'application/json']);
});

test('what only reads is told from what others see', async () => {
  const { operations } = await v3({ '/a': { get: ok, head: ok, post: ok, delete: ok, patch: ok } });
  const effects = Object.fromEntries(operations.map(({ key, effect }) => [key, effect]));
  assert.deepEqual(effects, {
    'GET /a': 'read',
    'HEAD /a': 'read',
    'POST /a': 'outside',
    'DELETE /a': 'outside',
    'PATCH /a': 'outside',
  });
});

test('two parameters of one name in two places are two arguments', async () => {
  const both = ['query', 'header'].map((place) => ({ name: 'id', in: place, schema: { type: 'string' } }));
  const { operations } = await v3({ '/a': { get: { ...ok, parameters: both } } });
  assert.deepEqual(Object.keys(operations[0]?.parameters.properties as object), ['id', 'header_id']);
});

test('a body that tools cannot send makes an operation unusable, with the reason', async () => {
  const content = { 'multipart/form-data': { schema: { type: 'object' } } };
  const { operations, unusable } = await v3({
    '/a': { post: { ...ok, requestBody: { required: true, content } } },
  });
  assert.deepEqual(operations, []);
  assert.deepEqual(unusable, [
    { key: 'POST /a', title: 'POST /a', reason: 'its body is multipart/form-data, which tools cannot send' },
  ]);
});

test('a schema that is too large makes its operation unusable, not the document', async () => {
  const enormous = {
    type: 'string',
    enum: Array(600)
      .fill('x')
      .map((x, index) => `${x}${index}`),
  };
  const { operations, unusable } = await v3({
    '/a': { get: { ...ok, parameters: [{ name: 'a', in: 'query', schema: enormous }] } },
    '/b': { get: ok },
  });
  assert.deepEqual(
    operations.map(({ key }) => key),
    ['GET /b'],
  );
  assert.match(unusable[0]?.reason ?? '', /too large at #\/properties\/a\/enum/);
});

test('documents of version 2.0, 3.1 and in YAML are read as well', async () => {
  const old = await read({
    swagger: '2.0',
    info,
    host: 'api.example.org',
    basePath: '/v1',
    schemes: ['https'],
    paths: { '/a': { get: { ...ok, parameters: [{ name: 'q', in: 'query', type: 'integer' }] } } },
  });
  assert.deepEqual(old.servers, ['https://api.example.org/v1']);
  assert.deepEqual(old.operations[0]?.parameters.properties, { q: { type: 'integer' } });
  const yaml = await readDocument(
    'openapi: 3.1.0\ninfo: {title: Y, version: "2"}\npaths:\n  /a:\n    get: {responses: {"200": {description: ok}}}',
  );
  assert.deepEqual([yaml.title, yaml.version, yaml.operations[0]?.key], ['Y', '2', 'GET /a']);
});

test('of the servers only absolute addresses count, with their variables filled in', async () => {
  const servers = [
    { url: '/relative' },
    { url: 'https://{region}.example.org', variables: { region: { default: 'eu' } } },
  ];
  assert.deepEqual((await v3({ '/a': { get: ok } }, { servers })).servers, ['https://eu.example.org']);
});

test('what is wrong with a document is told with its place', async () => {
  const [first] = await faults(
    JSON.stringify({ openapi: '3.1.0', info, paths: { '/a': { get: { responses: 3 } } } }),
  );
  assert.deepEqual(first, { path: '#/paths/~1a/get/responses', message: 'type must be object' });
  const [yaml] = await faults('openapi: 3.1.0\ninfo: [unclosed');
  assert.match(yaml?.path ?? '', /^line 2, column \d+$/);
  assert.equal((await faults('[]'))[0]?.message, 'It is not an object');
  assert.equal((await faults('{"a":1}'))[0]?.path, '#');
  assert.match((await faults(JSON.stringify({ openapi: '9.9', info, paths: {} })))[0]?.message ?? '', /./);
});

test('aliases that would make a small text huge are refused', async () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (let level = 0; level < 8; level++) {
    const [from, to] = [String.fromCharCode(97 + level), String.fromCharCode(98 + level)];
    bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(',')}]`);
  }
  assert.match((await faults(bomb.join('\n')))[0]?.message ?? '', /alias/i);
});
