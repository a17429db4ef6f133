import { CommandError, type Terminal } from './command.ts';

const DEFAULT_URL = 'http://127.0.0.1:9000';

export interface RunLine {
  sequence: number;
  type: string;
  step: string | null;
  payload: Record<string, unknown>;
}

export interface ServerClient {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends a file as the field "file" of a form. */
  upload<T>(path: string, name: string, bytes: Uint8Array): Promise<T>;
  /** Events of a run until it ends; a broken connection is taken up where it broke. */
  events(runId: string): AsyncIterable<RunLine>;
}

const MAX_RECONNECTS = 30;
const RECONNECT_MS = 1_000;

/** Talks to a running server with AGENTICGEN_API_KEY; AGENTICGEN_URL says where, by default port 9000 here. */
export function serverClient({ env }: Terminal): ServerClient {
  const key = env.AGENTICGEN_API_KEY;
  if (!key)
    throw new CommandError(
      'Cannot reach server: AGENTICGEN_API_KEY is not set (agenticgen key create makes one)',
    );
  const base = env.AGENTICGEN_URL ?? DEFAULT_URL;

  function open(method: string, path: string, body?: unknown): Promise<Response> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return send(path, { method, ...(body === undefined ? {} : json) });
  }

  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${key}` };
    const response = await fetch(`${base}${path}`, { ...init, headers }).catch(() => {
      throw new CommandError(`Cannot reach server: nothing answers at ${base}`, 1);
    });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; code?: string };
    const said = problem.detail ?? `The server answered ${response.status}`;
    throw new CommandError(`${said} (${problem.code ?? 'unknown'})`, 1, problem.code);
  }

  async function* events(runId: string): AsyncGenerator<RunLine> {
    let after = 0;
    for (let tries = 0; tries < MAX_RECONNECTS; tries++) {
      try {
        const response = await open('GET', `/api/v1/runs/${runId}/events?after=${after}`);
        for await (const event of parse(response)) {
          after = event.sequence;
          tries = 0;
          yield event;
          if (/^run\.(finished|failed|cancelled)$/.test(event.type)) return;
        }
      } catch (error) {
        if (tries === 0 && after === 0) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
    throw new CommandError('Cannot follow run: the server stays away', 1);
  }

  return {
    async call<T>(method: string, path: string, body?: unknown) {
      const text = await (await open(method, path, body)).text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async upload<T>(path: string, name: string, bytes: Uint8Array) {
      const form = new FormData();
      form.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name));
      return (await send(path, { method: 'POST', body: form })).json() as Promise<T>;
    },
    events,
  };
}

async function* parse(response: Response): AsyncGenerator<RunLine> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '));
      if (data) yield JSON.parse(data.slice('data: '.length)) as RunLine;
    }
  }
}
