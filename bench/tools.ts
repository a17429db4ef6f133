import { startServer } from '../tools/test-servers/product.ts';
import { median, type Report, reportOf } from './report.ts';

const OPERATIONS = 500;
const IMPORTS = 5;
const GOAL_MS = 2_000;

/** An operation with what real ones have: parameters, a body, and schemas that refer to each other. */
function operation(index: number) {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  return {
    operationId: `change${index}`,
    summary: `Change thing ${index}`,
    description: 'Changes a thing and answers it. '.repeat(4),
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'fields', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
      { name: 'dryRun', in: 'query', schema: { type: 'boolean' } },
    ],
    requestBody: { required: true, content: { 'application/json': { schema: ref('Thing') } } },
    responses: { 200: { description: 'ok', content: { 'application/json': { schema: ref('Thing') } } } },
  };
}

function documentText(): string {
  const properties = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`field${index}`, { type: 'string', description: 'A field' }]),
  );
  const paths = Array.from({ length: OPERATIONS }, (_, index) => [
    `/things/${index}/{id}`,
    { post: operation(index) },
  ]);
  return JSON.stringify({
    ...{ openapi: '3.0.3', info: { title: 'Things', version: '1' } },
    servers: [{ url: 'https://api.example.org/v1' }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        Thing: {
          type: 'object',
          properties: { ...properties, parent: { $ref: '#/components/schemas/Thing' } },
        },
      },
    },
  });
}

const timed = async (act: () => Promise<unknown>) => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

/** The import of a large API as tools, and what its tools cost each look at the list. */
export async function measure(): Promise<Report> {
  const server = await startServer();
  try {
    const text = documentText();
    const operations = Array.from({ length: OPERATIONS }, (_, index) => `POST /things/${index}/{id}`);
    const imports: number[] = [];
    for (let round = 0; round < IMPORTS; round++) {
      const source = { kind: 'openapi', name: `things${round}`, document: { text }, operations };
      imports.push(await timed(() => server.post('/api/v1/tool-sources', source)));
    }
    const list = () =>
      fetch(`${server.url}/api/v1/tools`, { headers: { authorization: `Bearer ${server.token}` } });
    await list();
    const lists = [];
    for (let round = 0; round < IMPORTS; round++) lists.push(await timed(async () => (await list()).text()));
    const value = Math.round(median(imports));
    return reportOf('tools', [
      {
        name: `import of an OpenAPI document with ${OPERATIONS} operations, p50`,
        ...{ value, unit: 'ms', goal: `< ${GOAL_MS}`, met: value < GOAL_MS },
      },
      { name: `slowest of ${IMPORTS}`, value: Math.round(Math.max(...imports)), unit: 'ms' },
      { name: `list of ${OPERATIONS * IMPORTS} tools, p50`, value: Math.round(median(lists)), unit: 'ms' },
    ]);
  } finally {
    await server.stop();
  }
}
