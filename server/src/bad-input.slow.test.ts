import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { type TestApp, testApp } from './testing/app.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  maxLength?: number;
  maximum?: number;
  items?: Schema;
  maxItems?: number;
}

interface Operation {
  method: string;
  path: string;
  query: string[];
  body: Schema | undefined;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
}

interface RawOperation {
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** Ends of a session and streams without an end are no place for chance. */
const SKIPPED = new Set(['DELETE /api/v1/sessions/current']);
/** Its answer to what is broken is a list of problems, not a refusal. */
const ANSWERS_PROBLEMS = '/api/v1/workflow-validations';
/** Operations that anybody may call. */
const OPEN = /\/(sessions|sessions\/refresh|setup|invitations\/acceptance)$/;
const RUNS = { numRuns: 60 };
const SOMEBODY = '0199a000-0000-7000-8000-00000000dead';

/** Of the OpenAI surface, which has a document of its own elsewhere. */
const COMPLETION: Operation = {
  method: 'POST',
  path: '/v1/chat/completions',
  query: [],
  body: {
    type: 'object',
    required: ['model', 'messages'],
    properties: {
      model: { type: 'string', maxLength: 200 },
      messages: { type: 'array', items: { type: 'object' } },
      stream: { type: 'boolean' },
      tools: { type: 'array' },
      max_tokens: { type: 'integer' },
      temperature: { type: 'number', maximum: 2 },
    },
  },
};

const nasty = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    1e308,
    '',
    '\u0000',
    '\u202eevil\u202c',
    '\ud800',
    '../../etc/passwd',
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.integer(), { maxKeys: 3 }),
);

/** A value that certainly breaks a schema. */
function broken(schema: Schema): unknown[] {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return [17, { a: 1 }, ['x'], ...(schema.maxLength ? ['x'.repeat(schema.maxLength + 1)] : [])];
    case 'integer':
    case 'number':
      return ['seven', {}, [1], ...(schema.maximum === undefined ? [] : [schema.maximum + 1])];
    case 'boolean':
      return ['yes', 1, {}];
    case 'array':
      return ['x', { 0: 'x' }, 5];
    default:
      return [5, 'x'];
  }
}

function operationsOf(document: Document): Operation[] {
  const resolve = (schema: Schema | undefined): Schema | undefined =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      method: method.toUpperCase(),
      path,
      query: (raw.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
      body: resolve(raw.requestBody?.content['application/json']?.schema),
    })),
  );
}

const fill = (path: string, id: string) => path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));

describe('bad input, generated from the OpenAPI document', () => {
  let product: TestApp;
  let operations: Operation[];

  before(async () => {
    product = await testApp();
    const { body } = await product.anonymous.call<Document & Record<string, unknown>>(
      'GET',
      '/api/openapi.json',
    );
    operations = operationsOf(body).filter(({ method, path }) => !SKIPPED.has(`${method} ${path}`));
    operations.push(COMPLETION);
    assert.ok(operations.length > 40 && bodied().length > 15, `${operations.length}, ${bodied().length}`);
  });
  after(() => product[Symbol.asyncDispose]());

  interface Sent {
    token?: string;
    body?: string;
    type?: string;
  }

  async function send(
    { method }: Operation,
    path: string,
    { token = product.owner.token, body, type }: Sent,
  ) {
    const headers: Record<string, string> = { 'content-type': type ?? 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const init = { method, headers, ...(method === 'GET' || body === undefined ? {} : { body }) };
    const response = await product.app.fetch(new Request(`http://test${path}`, init));
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  }

  type Answer = Awaited<ReturnType<typeof send>>;

  /** A refusal in the agreed form, which tells nothing of the server's inside. */
  function assertRefused(
    answer: Answer,
    about: string,
    statuses = [400, 401, 403, 404, 409, 413, 415, 422, 429],
  ) {
    const told = `${about}: ${answer.status} ${answer.text.slice(0, 300)}`;
    assert.ok(statuses.includes(answer.status), told);
    assert.match(answer.type, /^application\/problem\+json/, told);
    const problem = JSON.parse(answer.text) as {
      code: string;
      status: number;
      detail: string;
      requestId: string;
    };
    assert.match(problem.code, /^[a-z_]+$/, told);
    assert.equal(problem.status, answer.status, told);
    assert.ok(problem.detail && problem.requestId, told);
    // A kind of database may be called 'sqlite'; an error of ours may not.
    assert.doesNotMatch(answer.text, /node_modules|\.ts:\d|SQLITE|sqlite(?!')|at async|\/server\/src/, told);
  }

  /** How many rows each table has: a refused request leaves none. */
  function rows(): Record<string, unknown> {
    using database = new DatabaseSync(join(product.folder, 'agenticgen.db'), { readOnly: true });
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const count = (name: unknown) => database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n;
    return Object.fromEntries(tables.map(({ name }) => [name, count(name)]));
  }

  const bodied = () => operations.filter(({ body }) => body?.properties);

  test('malformed JSON is refused everywhere', async () => {
    const before = rows();
    for (const operation of bodied()) {
      for (const body of ['{', '{"a":', '[]]', 'null', '"x"', '\u0000', '{"__proto__":{"a":1}', '']) {
        const answer = await send(operation, fill(operation.path, SOMEBODY), { body });
        assertRefused(answer, `${operation.method} ${operation.path} ${body}`);
      }
    }
    assert.deepEqual(rows(), before);
  });

  test('a field of a wrong type or beyond its bound is refused, and named', async () => {
    const before = rows();
    for (const operation of bodied().filter(({ path }) => path !== ANSWERS_PROBLEMS)) {
      for (const [name, schema] of Object.entries(operation.body?.properties ?? {})) {
        for (const value of broken(schema)) {
          const answer = await send(operation, fill(operation.path, SOMEBODY), {
            body: JSON.stringify({ [name]: value }),
          });
          assertRefused(
            answer,
            `${operation.method} ${operation.path} ${name}=${JSON.stringify(value).slice(0, 60)}`,
          );
        }
      }
    }
    assert.deepEqual(rows(), before);
  });

  test('a missing field is refused', async () => {
    const before = rows();
    for (const operation of bodied().filter(({ body }) => (body?.required ?? []).length > 0)) {
      const answer = await send(operation, fill(operation.path, SOMEBODY), { body: '{}' });
      assertRefused(answer, `${operation.method} ${operation.path} {}`);
    }
    assert.deepEqual(rows(), before);
  });

  test('whatever stands in a body, there is an answer of the agreed form and never a failure', async () => {
    for (const operation of bodied()) {
      const names = Object.keys(operation.body?.properties ?? {});
      const bodies = fc.dictionary(fc.constantFrom(...names), nasty, { maxKeys: names.length });
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const answer = await send(operation, fill(operation.path, SOMEBODY), {
            body: JSON.stringify(body),
          });
          assert.ok(
            answer.status < 500,
            `${operation.method} ${operation.path} ${answer.text.slice(0, 300)}`,
          );
          if (answer.status >= 400) assertRefused(answer, `${operation.method} ${operation.path}`);
        }),
        RUNS,
      );
    }
  });

  test('an id that is none, or of nothing, is not found', async () => {
    const before = rows();
    const placed = operations.filter(({ path }) => path.includes('{'));
    for (const operation of placed) {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.constant(SOMEBODY), fc.string({ minLength: 1, maxLength: 60 })),
          async (id) => {
            if (['.', '..', 'offline'].includes(id)) return;
            const path = fill(operation.path, id.toWellFormed());
            assertRefused(await send(operation, path, { body: '{}' }), `${operation.method} ${path}`);
          },
        ),
        RUNS,
      );
    }
    assert.deepEqual(rows(), before);
  });

  test('an odd query is refused or read, never a failure', async () => {
    for (const operation of operations.filter(({ query }) => query.length > 0)) {
      for (const value of ['-1', '1e9', 'abc', '\u0000', '%', '[]', '9'.repeat(400), "';--"]) {
        for (const name of operation.query) {
          const path = `${fill(operation.path, SOMEBODY)}?${name}=${encodeURIComponent(value)}`;
          const answer = await send(operation, path, {});
          if (answer.status >= 400) assertRefused(answer, path);
          else assert.equal(answer.status, 200, path);
        }
      }
    }
  });

  test('without a token, and with a forged or expired one, every guarded operation is refused with 401', async () => {
    const [head = '', payload = '', signature = ''] = product.owner.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const wrongKey = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new Uint8Array(32));
    const tokens = [
      '',
      'x',
      `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      `${head}.${encode({ ...claims, sub: SOMEBODY })}.${signature}`,
      `${head}.${encode({ ...claims, exp: 1 })}.${signature}`,
      `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
      wrongKey,
      'agk_0000000000000000000000000000000000000000',
      'a'.repeat(8_000),
    ];
    for (const operation of operations.filter(({ path }) => !OPEN.test(path))) {
      for (const token of tokens) {
        const answer = await send(operation, fill(operation.path, SOMEBODY), { token, body: '{}' });
        assertRefused(answer, `${operation.method} ${operation.path} with ${token.slice(0, 40)}`, [401]);
      }
    }
  });

  test('after all of it the product works', async () => {
    assert.equal((await product.owner.call('GET', '/api/v1/me')).status, 200);
    const { body } = await product.owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const sent = await product.owner.call<{ runId: string }>(
      'POST',
      `/api/v1/conversations/${body.id}/messages`,
      {
        text: 'hello',
      },
    );
    assert.equal((await product.owner.answer(sent.body.runId)).end, 'done');
  });
});
