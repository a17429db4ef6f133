import { createReadStream, mkdirSync } from 'node:fs';
import { FileStore as Parts } from '@tus/file-store';
import { Server } from '@tus/server';
import type { Runtime } from '../runtime/index.ts';
import { MAX_FILE_BYTES } from './contract.ts';
import { fileErrors } from './errors.ts';
import { checkFileName } from './names.ts';

/** What has not become a file of the product by then is thrown away. */
export const PART_LIFE_MS = 24 * 3_600_000;
/** Between two looks for what is too old. */
const SWEEP_MS = 3_600_000;
const VERSION = '1.0.0';

/** Who sends a file, and to what: nobody else sees or continues it. */
export interface UploadOwner {
  userId: string;
  /** Such as "base:ID". */
  target: string;
}

export interface PartialUploads {
  /** Answers a request of the tus protocol (1.0.0, tus.io), whose uploads lie below `path`. Throws `upload_...`. */
  handle(request: Request, path: string, id: string | null, owner: UploadOwner): Promise<Response>;
  /** What has come whole. Throws `upload_unknown`, `upload_unfinished`. */
  finished(
    id: string,
    owner: UploadOwner,
  ): Promise<{ name: string; size: number; bytes(): AsyncIterable<Uint8Array> }>;
  /** Nothing if it is gone already. */
  remove(id: string): Promise<void>;
}

/** Files that are on their way: what has come is kept over lost connections, restarts and crashes. */
export function createPartialUploads(folder: string, runtime: Runtime): PartialUploads {
  const open = once(() => openStore(folder, runtime));
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function require(id: string, { userId, target }: UploadOwner) {
    const upload = await open()
      .store.getUpload(id)
      .catch(() => null);
    const { metadata } = upload ?? {};
    if (!upload || metadata?.userId !== userId || metadata.target !== target)
      throw fileErrors.upload_unknown();
    return upload;
  }

  async function sweep(): Promise<void> {
    if (runtime.now() - sweptAt < SWEEP_MS) return;
    sweptAt = runtime.now();
    const { store } = open();
    for (const id of (await store.configstore.list?.()) ?? []) {
      const info = await store.configstore.get(id);
      const begun = Date.parse(info?.creation_date ?? '');
      if (begun + PART_LIFE_MS < runtime.now()) await store.remove(id).catch(() => undefined);
    }
  }

  return {
    async handle(request, path, id, owner) {
      if (id !== null) await require(id, owner);
      else await sweep();
      const asked = new Request(new URL(id === null ? '/' : `/${id}`, request.url), {
        method: request.method,
        headers: id === null ? withOwner(request.headers, owner) : request.headers,
        body: request.body,
        duplex: 'half',
        signal: request.signal,
      } as RequestInit);
      return answer(await open().server.handleWeb(asked), path);
    },
    async finished(id, owner) {
      const upload = await require(id, owner);
      if (upload.size === undefined || upload.offset !== upload.size)
        throw fileErrors.upload_unfinished(upload.offset, upload.size ?? 0);
      const { filename } = upload.metadata ?? {};
      const path = upload.storage?.path ?? '';
      return { name: filename ?? '', size: upload.size, bytes: () => createReadStream(path) };
    },
    async remove(id) {
      await open()
        .store.remove(id)
        .catch(() => undefined);
    },
  };
}

/** At the first use: the store makes its folder as soon as it is there, and tells nobody when it has. */
function openStore(folder: string, runtime: Runtime) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new Parts({ directory: folder, expirationPeriodInMilliseconds: PART_LIFE_MS });
  const server = new Server({
    path: '/',
    datastore: store,
    maxSize: MAX_FILE_BYTES,
    namingFunction: () => runtime.newId(),
    relativeLocation: true,
  });
  return { store, server };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Its own words for who sends are not believed. Throws `file_name_invalid`, `upload_invalid`. */
function withOwner(headers: Headers, { userId, target }: UploadOwner): Headers {
  const given = new Map(
    (headers.get('upload-metadata') ?? '').split(',').flatMap((pair) => {
      const [key = '', value = ''] = pair.trim().split(' ');
      return key === '' ? [] : [[key, Buffer.from(value, 'base64').toString('utf8')] as const];
    }),
  );
  const filename = checkFileName(given.get('filename') ?? '');
  if (headers.get('upload-length') === null) throw fileErrors.upload_invalid('it says no length');
  const encode = (value: string) => Buffer.from(value).toString('base64');
  const changed = new Headers(headers);
  changed.set(
    'upload-metadata',
    Object.entries({ filename, userId, target })
      .map(([key, value]) => `${key} ${encode(value)}`)
      .join(','),
  );
  return changed;
}

async function answer(response: Response, path: string): Promise<Response> {
  if (response.status >= 400) throw problemOf(response.status, (await response.text()).trim());
  const headers = new Headers(response.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name);
  const location = headers.get('location');
  if (location !== null) headers.set('location', path + location.replace(/^\/+/, '/'));
  headers.set('tus-resumable', VERSION);
  headers.set('cache-control', 'no-store');
  return new Response(response.body, { status: response.status, headers });
}

function problemOf(status: number, said: string): Error {
  switch (status) {
    case 404:
    case 410:
      return fileErrors.upload_unknown();
    case 409:
      return fileErrors.upload_offset_wrong();
    case 413:
      return fileErrors.file_too_large(MAX_FILE_BYTES);
    case 412:
    case 415:
    case 400:
      return fileErrors.upload_invalid(said.slice(0, 200));
    default:
      return fileErrors.upload_failed();
  }
}
