import type { Api } from './api.ts';
import { ApiProblem, isPassing } from './problem.ts';

/** What travels at once: so much is sent again at most after a lost connection. */
export const PART_BYTES = 4 * 1024 * 1024;
const VERSION = { 'tus-resumable': '1.0.0' };
/** Tries that bring nothing, one after the other. */
const MAX_TRIES = 12;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;
const KEY = 'agenticgen.upload.';

export interface ResumableOptions {
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  sameName?: 'add' | 'replace';
  /** Default: PART_BYTES. */
  partBytes?: number;
  /** Remembers what was begun, so that choosing the file again after a reload goes on. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  wait?: (ms: number) => Promise<void>;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Sends a file in parts (tus 1.0.0): what has come stays on the server over lost connections, reloads of the page and
 * restarts of the server. `uploads` is the address of the uploads. Throws ApiProblem.
 */
export async function uploadInParts<T>(
  api: Api,
  uploads: string,
  file: File,
  options: ResumableOptions = {},
): Promise<T> {
  const { signal, sameName = 'add', storage = localStorage, wait = pause } = options;
  const init = signal ? { signal } : {};
  const name = `${KEY}${uploads}:${file.name}:${file.size}:${file.lastModified}`;
  const known = storage.getItem(name);
  let path = known ?? '';
  let offset = known === null ? undefined : await offsetOf(api, path, init).catch(unlessGone);
  if (offset === undefined) {
    path = await patiently(() => begin(api, uploads, file, init), wait);
    storage.setItem(name, path);
    offset = 0;
  }
  await sendRest(api, path, file, offset, { ...options, wait });
  const finish = `${path}/document?sameName=${sameName}`;
  const answer = await patiently(() => api.fetch(finish, { ...init, method: 'POST' }), wait);
  const document = (await answer.json()) as T;
  storage.removeItem(name);
  // What is not taken away now goes by itself after a day.
  await api.fetch(path, { method: 'DELETE', headers: VERSION }).catch(() => undefined);
  return document;
}

function unlessGone(error: unknown): undefined {
  if (error instanceof ApiProblem && error.status === 404) return undefined;
  throw error;
}

async function begin(api: Api, uploads: string, file: File, init: RequestInit): Promise<string> {
  const bytes = new TextEncoder().encode(file.name);
  const filename = btoa(String.fromCharCode(...bytes));
  const headers = {
    ...VERSION,
    'upload-length': String(file.size),
    'upload-metadata': `filename ${filename}`,
  };
  const { headers: answered } = await api.fetch(uploads, { ...init, method: 'POST', headers });
  return answered.get('location') ?? '';
}

async function offsetOf(api: Api, path: string, init: RequestInit): Promise<number> {
  const { headers } = await api.fetch(path, { ...init, method: 'HEAD', headers: VERSION });
  return Number(headers.get('upload-offset') ?? 0);
}

async function sendRest(
  api: Api,
  path: string,
  file: File,
  from: number,
  { onProgress, signal, wait = pause, partBytes = PART_BYTES }: ResumableOptions,
): Promise<void> {
  const init = signal ? { signal } : {};
  let offset = from;
  let tries = 0;
  while (offset < file.size) {
    onProgress?.(offset / file.size);
    try {
      const body = file.slice(offset, offset + partBytes);
      const headers = {
        ...VERSION,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      };
      await api.fetch(path, { ...init, method: 'PATCH', headers, body });
      offset += body.size;
      tries = 0;
    } catch (error) {
      if (!mayPass(error) || ++tries > MAX_TRIES) throw error;
      await wait(waitMs(tries));
      // Part of it may have come.
      offset = await patiently(() => offsetOf(api, path, init), wait);
    }
  }
  onProgress?.(1);
}

/** The network, a server that restarts, and parts out of step, which its own word on the offset mends. */
const mayPass = (error: unknown) =>
  isPassing(error) || (error instanceof ApiProblem && error.code === 'upload_offset_wrong');

async function patiently<T>(act: () => Promise<T>, wait: (ms: number) => Promise<void>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || tries > MAX_TRIES) throw error;
      await wait(waitMs(tries));
    }
  }
}

const waitMs = (tries: number) => Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MAX_WAIT_MS);
