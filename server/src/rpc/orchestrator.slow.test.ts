import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { credentials, type Client as GrpcClient, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Client } from '../testing/app.ts';
import { newMember, type TestApp, testApp } from '../testing/app.ts';
import { newWorkflow, runAs } from '../testing/workflow-run.ts';
import { OrchestratorService } from './generated/agenticgen/orchestrator/v1/orchestrator_pb.ts';
import { listenRpc, orchestratorService, type RpcServer } from './index.ts';

const PROTO = new URL('../../../proto/agenticgen/orchestrator/v1/orchestrator.proto', import.meta.url);
const LOADING = { defaults: false, longs: Number, keepCase: false };
const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

type Answer = Record<string, unknown>;
type Call = (
  request: object,
  metadata: Metadata,
  done: (error: ServiceError | null, answer: Answer) => void,
) => void;
type Event = { sequence: number; atMs: number; type: string; step?: string; payload: Answer };
type Stub = GrpcClient & {
  start: Call;
  cancel: Call;
  follow(request: object, metadata: Metadata): AsyncIterable<Event>;
};

/** The client of the gRPC project over the .proto file, as somebody in another language would use it. */
function stubOf(port: number): Stub {
  const require = createRequire(import.meta.url);
  const { loadSync } = require('@grpc/proto-loader') as typeof import('@grpc/proto-loader');
  const { loadPackageDefinition } = require('@grpc/grpc-js') as typeof import('@grpc/grpc-js');
  const loaded = loadPackageDefinition(loadSync(PROTO.pathname, LOADING)) as never as {
    agenticgen: { orchestrator: { v1: { OrchestratorService: new (...args: unknown[]) => Stub } } };
  };
  const { OrchestratorService } = loaded.agenticgen.orchestrator.v1;
  return new OrchestratorService(`127.0.0.1:${port}`, credentials.createInsecure());
}

function as(client: Client | string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${typeof client === 'string' ? client : client.token}`);
  return metadata;
}

describe('the gRPC service orchestrator', () => {
  let product: TestApp;
  let server: RpcServer;
  let stub: Stub;
  let waiting: string;
  before(async () => {
    product = await testApp();
    const place = { port: 0, hostname: '127.0.0.1', drainMs: 200 };
    server = await listenRpc(orchestratorService(product.app.fetch), place);
    stub = stubOf(server.port);
    const nodes = [{ id: 'answer', type: 'wait', signals: ['yes'] }];
    waiting = await newWorkflow(product.owner, nodes);
  });
  after(async () => {
    stub.close();
    await server.close();
    await product[Symbol.asyncDispose]();
  });

  const ask = (call: 'start' | 'cancel', request: object, metadata = as(product.owner)) =>
    new Promise<Answer>((resolve, reject) =>
      stub[call](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
  const started = async (request: object) => (await ask('start', request)).runId as string;

  test('start() starts a run with its input, and follow() reads its log from the first event to the last', async () => {
    const nodes = [{ id: 'said', type: 'value', value: '{{input.word}}' }];
    const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
    const workflowId = await newWorkflow(product.owner, nodes, { input: schema });
    const input = { fields: { word: { stringValue: 'hello' } } };
    const runId = await started({ workflowId, input, priority: 'high', budget: { steps: 50 } });
    const events: Event[] = [];
    for await (const event of stub.follow({ runId }, as(product.owner))) events.push(event);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => index + 1),
    );
    assert.equal(events.at(0)?.type, 'run.queued');
    assert.equal(events.at(-1)?.type, 'run.finished');
    assert.ok(events.every(({ atMs }) => Math.abs(atMs - Date.now()) < 600_000));
    const { output } = await runAs(product.owner, runId);
    assert.equal(output, 'hello');
    const rest: number[] = [];
    for await (const { sequence } of stub.follow({ runId, after: 2 }, as(product.owner))) rest.push(sequence);
    assert.deepEqual(
      rest,
      events.slice(2).map(({ sequence }) => sequence),
    );
  });

  test('a second start with the same key gives the first run', async () => {
    const first = await started({ workflowId: waiting, key: 'once' });
    assert.equal(await started({ workflowId: waiting, key: 'once' }), first);
    await ask('cancel', { runId: first });
  });

  test('follow() is live, and ends when cancel() has ended the run', async () => {
    const runId = await started({ workflowId: waiting });
    const types: string[] = [];
    for await (const { type } of stub.follow({ runId }, as(product.owner))) {
      types.push(type);
      if (type === 'run.waiting') {
        const { state } = await ask('cancel', { runId });
        assert.ok(['waiting', 'cancelled'].includes(state as string), String(state));
      }
    }
    assert.equal(types.at(-1), 'run.cancelled');
    assert.equal((await ask('cancel', { runId })).state, 'cancelled');
  });

  test('refusals have the status of gRPC and the stable code', async () => {
    const other = await newMember(product, 'viewer');
    const runId = await started({ workflowId: waiting });
    const unknown = { workflowId: UNKNOWN_ID };
    const cases: [() => Promise<unknown>, number, string][] = [
      [() => ask('start', { workflowId: waiting }, new Metadata()), status.UNAUTHENTICATED, 'token_missing'],
      [() => ask('start', { workflowId: waiting }, as('forged')), status.UNAUTHENTICATED, 'token_invalid'],
      [() => ask('start', { workflowId: waiting }, as(other)), status.PERMISSION_DENIED, 'forbidden'],
      [() => ask('start', unknown), status.NOT_FOUND, 'not_found'],
      [() => ask('start', { workflowId: '../runs' }), status.NOT_FOUND, 'not_found'],
      [
        () => ask('start', { workflowId: waiting, priority: 'now' }),
        status.INVALID_ARGUMENT,
        'request_invalid',
      ],
      [() => ask('start', { workflowId: waiting, version: 9 }), status.NOT_FOUND, 'version_unknown'],
      [() => ask('cancel', { runId }, as(other)), status.NOT_FOUND, 'not_found'],
      [() => readAll({ runId: UNKNOWN_ID }), status.NOT_FOUND, 'not_found'],
      [() => readAll({ runId, after: -1 }), status.INVALID_ARGUMENT, 'request_invalid'],
    ];
    for (const [refused, code, problem] of cases) {
      const error = await refused().then(
        () => assert.fail(`${problem} was not refused`),
        (thrown: ServiceError) => thrown,
      );
      assert.deepEqual([error.code, error.metadata.get('problem-code')], [code, [problem]], error.details);
      assert.match(error.details, /^(Cannot|Not|Request)/);
    }
    await ask('cancel', { runId });
  });

  test('a message beyond the limit is refused, and the service lives', async () => {
    const word = { stringValue: 'x'.repeat(5 * 1024 * 1024) };
    const started = ask('start', { workflowId: waiting, input: { fields: { word } } });
    await assert.rejects(started, { code: status.RESOURCE_EXHAUSTED });
    await assert.rejects(ask('start', { workflowId: UNKNOWN_ID }), { code: status.NOT_FOUND });
  });

  test('a client that goes away ends its stream alone', async () => {
    const runId = await started({ workflowId: waiting });
    for await (const { type } of stub.follow({ runId }, as(product.owner))) if (type === 'run.waiting') break;
    const { state } = await ask('cancel', { runId });
    assert.ok(['waiting', 'cancelled'].includes(state as string));
  });

  test('the Connect protocol is served too', async () => {
    const baseUrl = `http://127.0.0.1:${server.port}`;
    const client = createClient(OrchestratorService, createConnectTransport({ baseUrl, httpVersion: '2' }));
    const headers = { authorization: `Bearer ${product.owner.token}` };
    const { runId } = await client.start({ workflowId: waiting }, { headers });
    const { state } = await client.cancel({ runId }, { headers });
    assert.ok(['queued', 'running', 'waiting', 'cancelled'].includes(state), state);
  });

  async function readAll(request: object): Promise<void> {
    for await (const _ of stub.follow(request, as(product.owner)));
  }
});

test('a server that stops ends the streams as unavailable, and takes no new call', async () => {
  await using product = await testApp();
  const place = { port: 0, hostname: '127.0.0.1' };
  const server = await listenRpc(orchestratorService(product.app.fetch), place);
  const stub = stubOf(server.port);
  const nodes = [{ id: 'answer', type: 'wait', signals: ['yes'] }];
  const workflowId = await newWorkflow(product.owner, nodes);
  const { runId } = await new Promise<Answer>((resolve, reject) =>
    stub.start({ workflowId }, as(product.owner), (error, answer) =>
      error ? reject(error) : resolve(answer),
    ),
  );
  const following = (async () => {
    for await (const { type } of stub.follow({ runId }, as(product.owner))) {
      if (type === 'run.waiting') product.app.beginStop();
    }
  })();
  await assert.rejects(following, { code: status.UNAVAILABLE });
  await server.close();
  stub.close();
});
