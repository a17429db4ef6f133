import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Behaviour, type Fault, parseBehaviour } from './behaviour.ts';
import { type Pace, writePaced } from './pace.ts';
import { asObject, type Json, type Protocol } from './protocols/protocol.ts';
import { type RecordedRequest, record } from './recorder.ts';
import { replyTo } from './reply.ts';
import { errorProtocolOf, plainAnswer, protocolOf } from './routes.ts';
import type { Turn } from './turn.ts';

/** The one key that is refused; any other one opens the door. */
export const WRONG_KEY = 'wrong-key';

const NO_DELAY: Pace = { firstMs: 0, gapMs: 0 };
const BACKLOG = 1024;

export type ModelServer = {
  /** http://127.0.0.1:port, without a path: add /v1 (OpenAI, Anthropic) or /v1beta (Gemini). */
  url: string;
  requests: RecordedRequest[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

type State = { requests: RecordedRequest[]; faults: Map<string, number>; lastId: number };

/** A simulated model provider; what a model does is in its name (see behaviour.ts). */
export async function startModelServer({ port = 0, host = '127.0.0.1' } = {}): Promise<ModelServer> {
  const state: State = { requests: [], faults: new Map(), lastId: 0 };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen({ port, host, backlog: BACKLOG });
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return { url, requests: state.requests, close, [Symbol.asyncDispose]: close };
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const method = request.method ?? 'GET';
  const body = method === 'POST' ? await readBody(request) : {};
  const recorded: RecordedRequest = {
    method,
    path: url.pathname,
    headers: request.headers,
    apiKey: apiKeyOf(request, url),
    model: undefined,
    body,
    outcome: 'open',
  };
  record(state.requests, recorded);
  response.once('close', () => {
    if (recorded.outcome === 'open') recorded.outcome = response.writableEnded ? 'answered' : 'aborted';
  });
  const refusal = refusalOf(recorded, body);
  if (refusal || !body) return refuse(response, recorded, refusal!);
  const protocol = method === 'POST' ? protocolOf(url.pathname) : undefined;
  if (protocol) return answerTurn(state, protocol, recorded, response);
  const plain = plainAnswer(method, url.pathname, body);
  if (!plain) return refuse(response, recorded, [404, `Unknown path: ${method} ${url.pathname}`]);
  sendJson(response, 200, plain);
}

async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  return json(request).then(asObject, () => undefined);
}

function apiKeyOf({ headers }: IncomingMessage, url: URL): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const named = headers['x-api-key'] ?? headers['x-goog-api-key'];
  return [named].flat()[0] ?? bearer ?? url.searchParams.get('key') ?? undefined;
}

type Refusal = [status: number, message: string, headers?: Record<string, string>];

function refusalOf(recorded: RecordedRequest, body: Json | undefined): Refusal | undefined {
  if (!recorded.apiKey) return [401, 'Cannot answer: the request has no API key'];
  if (recorded.apiKey === WRONG_KEY) return [401, 'Cannot answer: the API key is not valid'];
  return body ? undefined : [400, 'Cannot read request: its body is not JSON'];
}

function refuse(response: ServerResponse, recorded: RecordedRequest, refusal: Refusal): void {
  const [status, message, headers] = refusal;
  recorded.outcome = 'refused';
  sendJson(response, status, errorProtocolOf(recorded.path).error(status, message), headers);
}

function sendJson(response: ServerResponse, status: number, body: Json, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function answerTurn(
  state: State,
  protocol: Protocol,
  recorded: RecordedRequest,
  response: ServerResponse,
): Promise<void> {
  const turn = protocol.readTurn(recorded.body as Json, recorded.path);
  recorded.model = turn.model;
  const behaviour = parseBehaviour(turn.model);
  const fault = takeFault(state, turn.model, behaviour);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'status') return refuse(response, recorded, statusRefusal(fault));
  state.lastId += 1;
  const reply = replyTo(turn, behaviour, state.lastId);
  const pieces = turn.stream ? protocol.pieces(reply, turn) : [JSON.stringify(protocol.whole(reply))];
  const sent = fault ? spoil(pieces, fault) : pieces;
  const answered = await sendPieces(response, sent, turn, paceOf(turn, behaviour));
  if (!answered) return;
  if (fault?.kind !== 'cut') return void response.end();
  recorded.outcome = 'cut';
  response.destroy();
}

/** A model's fault happens to its first `faultTimes` calls, counted by its name. */
function takeFault(state: State, model: string, behaviour: Behaviour): Fault | undefined {
  const taken = state.faults.get(model) ?? 0;
  if (!behaviour.fault || taken >= behaviour.faultTimes) return undefined;
  state.faults.set(model, taken + 1);
  return behaviour.fault;
}

function statusRefusal({ status, retryAfterSeconds }: Fault & { kind: 'status' }): Refusal {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return [status, `Simulated failure ${status}`, status === 429 || status === 503 ? headers : {}];
}

/** Half of the answer for a cut; half of its last piece besides, so that the end does not parse. */
function spoil(pieces: string[], fault: Fault): string[] {
  const kept = pieces.slice(0, Math.ceil(pieces.length / 2));
  if (fault.kind === 'cut' && pieces.length > 1) return kept;
  const last = kept.pop() ?? '';
  const broken = last.slice(0, Math.floor(last.length / 2));
  return [...kept, fault.kind === 'badjson' ? `${broken}\n\n` : broken];
}

/** A whole answer comes when its last token would have come. */
function paceOf(turn: Turn, { firstMs, gapMs, tokens }: Behaviour): Pace {
  return turn.stream
    ? { firstMs, gapMs }
    : { ...NO_DELAY, firstMs: firstMs + gapMs * Math.max(tokens - 1, 0) };
}

async function sendPieces(
  response: ServerResponse,
  pieces: string[],
  turn: Turn,
  pace: Pace,
): Promise<boolean> {
  const type = turn.stream ? 'text/event-stream; charset=utf-8' : 'application/json';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  return writePaced(response, pieces, pace);
}
