import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type App, createApp } from '../app.ts';
import type { FoldedAnswer } from '../chat/index.ts';
import { foldAnswer } from '../chat/index.ts';
import { readConfig } from '../config.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Tool } from '../tools/index.ts';

export const OWNER = { email: 'owner@example.org', password: 'correct horse battery' };

export interface Reply<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Client {
  token: string;
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<T>>;
  upload<T = Record<string, unknown>>(
    path: string,
    name: string,
    bytes: string | Uint8Array,
  ): Promise<Reply<T>>;
  /** Reads the events of a run and folds them, to its end or until the fold is as wanted. */
  answer(runId: string, until?: (answer: FoldedAnswer) => boolean): Promise<FoldedAnswer>;
}

export interface TestApp extends AsyncDisposable {
  app: App;
  /** Signed in as the owner. */
  owner: Client;
  anonymous: Client;
  signIn(email: string, password: string): Promise<Client>;
  folder: string;
}

async function read<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    body: (isJson && text !== '' ? JSON.parse(text) : { text }) as T,
    headers: response.headers,
  };
}

/** Cuts a body of server-sent events into the data of each. */
export function sseData(text: string): string[] {
  return text
    .split('\n\n')
    .map((block) =>
      block
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice('data: '.length))
        .join('\n'),
    )
    .filter((data) => data !== '');
}

/** The blocks of a stream of server-sent events as they come. */
async function* blocksOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks.map((block) => `${block}\n\n`);
  }
  if (rest !== '') yield rest;
}

export function clientOf(fetch: App['fetch'], token: string): Client {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const send = async (path: string, init: RequestInit) =>
    fetch(new Request(`http://test${path}`, { ...init, headers: { ...headers, ...init.headers } }));
  return {
    token,
    async call<T>(method: string, path: string, body?: unknown) {
      const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      return read<T>(await send(path, { method, ...(body === undefined ? {} : json) }));
    },
    async upload<T>(path: string, name: string, bytes: string | Uint8Array) {
      const form = new FormData();
      form.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name));
      return read<T>(await send(path, { method: 'POST', body: form }));
    },
    async answer(runId, until = () => false) {
      const response = await send(`/api/v1/runs/${runId}/events`, { method: 'GET' });
      const fold = foldAnswer();
      for await (const block of blocksOf(response)) {
        for (const data of sseData(block)) fold.add(JSON.parse(data));
        if (until(fold.current())) break;
      }
      return fold.current();
    },
  };
}

let joined = 0;

/** A new member of the workspace in a role, signed in. */
export async function newMember(product: TestApp, role: string): Promise<Client> {
  const email = `member-${++joined}@example.org`;
  const { body } = await product.owner.call('POST', '/api/v1/invitations', { email, role });
  const wanted = { token: body.token, name: role, password: OWNER.password };
  const path = '/api/v1/invitations/acceptance';
  const accepted = await product.anonymous.call<{ accessToken: string }>('POST', path, wanted);
  return clientOf(product.app.fetch, accepted.body.accessToken);
}

const DEFAULTS: Record<string, string> = {
  AGENTICGEN_ADMIN_EMAIL: OWNER.email,
  AGENTICGEN_ADMIN_PASSWORD: OWNER.password,
  // A test runs code once or twice: loading the libraries for more would not pay.
  SANDBOX_STANDBYS: '0',
};
/** With one of these a product begins otherwise than the template did. */
const BEGINNING = ['DATABASE_URL', 'SECRET_KEY_FILE', 'AGENTICGEN_ADMIN_EMAIL', 'AGENTICGEN_ADMIN_PASSWORD'];

const newFolder = () => mkdtempSync(join(tmpdir(), 'agenticgen-test-'));
const openApp = (env: Record<string, string>, tools: readonly Tool[] = []) =>
  createApp(readConfig(env), { runtime: systemRuntime, log: pino({ level: 'silent' }), tools });

async function signedIn(app: App, email: string, password: string): Promise<string> {
  const given = { email, password };
  const path = '/api/v1/sessions';
  const { body } = await clientOf(app.fetch, '').call<{ accessToken: string }>('POST', path, given);
  return body.accessToken;
}

let template: Promise<{ folder: string; token: string }> | undefined;

/** The data folder of a product whose owner has signed in: hashing and migrating for each test would cost more than the test. */
async function makeTemplate() {
  const folder = newFolder();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const app = await openApp({ ...DEFAULTS, DATA_DIR: folder });
  const token = await signedIn(app, OWNER.email, OWNER.password);
  await app.close();
  return { folder, token };
}

/** A folder to begin in, and the owner's token if there is one already. */
async function beginning(env: Record<string, string>): Promise<{ folder: string; token?: string }> {
  const folder = newFolder();
  if (BEGINNING.some((key) => key in env)) return { folder };
  template ??= makeTemplate();
  const { folder: from, token } = await template;
  cpSync(from, folder, { recursive: true });
  return { folder, token };
}

/** The whole product on SQLite in a folder of its own, without a socket. Close it with `await using`. */
export async function testApp(
  env: Record<string, string> = {},
  tools: readonly Tool[] = [],
): Promise<TestApp> {
  const { folder, token } = await beginning(env);
  const given: Record<string, string> = { ...DEFAULTS, DATA_DIR: folder, ...env };
  const app = await openApp(given, tools);
  app.work();
  const anonymous = clientOf(app.fetch, '');
  const signIn = async (email: string, password: string) =>
    clientOf(app.fetch, await signedIn(app, email, password));
  const owned = async () => (token ? clientOf(app.fetch, token) : signIn(OWNER.email, OWNER.password));
  return {
    app,
    anonymous,
    signIn,
    owner: given['AGENTICGEN_ADMIN_EMAIL'] === '' ? anonymous : await owned(),
    folder,
    async [Symbol.asyncDispose]() {
      app.beginStop();
      await app.park({ graceMs: 1_000 });
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
