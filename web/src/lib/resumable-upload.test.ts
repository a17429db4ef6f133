import { expect, test } from 'vitest';
import type { Api } from './api.ts';
import { ApiProblem, networkProblem } from './problem.ts';
import { uploadInParts } from './resumable-upload.ts';

const UPLOADS = '/api/v1/knowledge/bases/b/uploads';
const fileOf = (size: number, name = '船.bin') =>
  new File([new Uint8Array(size).map((_, index) => index % 251)], name, { lastModified: 7 });

/** A server of the protocol that loses connections by script. */
function bench(breaks: (request: string, count: number) => 'before' | 'half' | 'after' | null = () => null) {
  const uploads = new Map<string, { name: string; length: number; bytes: number[] }>();
  const log: string[] = [];
  const waits: number[] = [];
  const kept = new Map<string, string>();
  let made = 0;

  async function answer(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const upload = uploads.get(path.replace(/\/document.*/, ''));
    if (init.method === 'POST' && path === UPLOADS) {
      const location = `${UPLOADS}/u${++made}`;
      const name = atob((headers.get('upload-metadata') ?? '').split(' ')[1] ?? '');
      const decoded = new TextDecoder().decode(Uint8Array.from(name, (sign) => sign.charCodeAt(0)));
      uploads.set(location, { name: decoded, length: Number(headers.get('upload-length')), bytes: [] });
      return new Response(null, { status: 201, headers: { location } });
    }
    if (!upload) throw new ApiProblem({ status: 404, code: 'upload_unknown', detail: 'gone' });
    if (init.method === 'HEAD')
      return new Response(null, { headers: { 'upload-offset': String(upload.bytes.length) } });
    if (init.method === 'POST') return Response.json({ documentId: 'd1', query: path.split('?')[1] });
    if (init.method === 'DELETE') uploads.delete(path);
    return new Response(null, { status: 204 });
  }

  async function patch(path: string, init: RequestInit, cut: boolean): Promise<void> {
    const upload = uploads.get(path);
    const offset = Number(new Headers(init.headers).get('upload-offset'));
    if (offset !== upload?.bytes.length)
      throw new ApiProblem({ status: 409, code: 'upload_offset_wrong', detail: 'out of step' });
    const bytes = new Uint8Array(await (init.body as Blob).arrayBuffer());
    for (const byte of cut ? bytes.subarray(0, bytes.length / 2) : bytes) upload.bytes.push(byte);
  }

  const api = {
    async fetch(path: string, init: RequestInit = {}) {
      const request = `${init.method} ${path.slice(UPLOADS.length)}`;
      log.push(request);
      init.signal?.throwIfAborted();
      const broken = breaks(request, log.length);
      if (broken === 'before') throw networkProblem();
      if (init.method === 'PATCH') await patch(path, init, broken === 'half');
      const answered = await answer(path, init);
      if (broken) throw networkProblem();
      return answered;
    },
  } as Api;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const wait = async (ms: number) => void waits.push(ms);
  return { api, storage, wait, partBytes: 4, log, waits, kept, uploads };
}

test('a file travels in parts, becomes a document, and leaves nothing behind', async () => {
  const { log, kept, uploads, ...rest } = bench();
  const shares: number[] = [];
  const document = await uploadInParts(rest.api, UPLOADS, fileOf(9), {
    ...rest,
    sameName: 'replace',
    onProgress: (share) => shares.push(share),
  });
  expect(document).toEqual({ documentId: 'd1', query: 'sameName=replace' });
  expect(log).toEqual([
    'POST ',
    'PATCH /u1',
    'PATCH /u1',
    'PATCH /u1',
    'POST /u1/document?sameName=replace',
    'DELETE /u1',
  ]);
  expect(shares.map((share) => Math.round(share * 9))).toEqual([0, 4, 8, 9]);
  expect([kept.size, uploads.size]).toEqual([0, 0]);
});

test('a connection that is lost before, within or after a part costs no byte and doubles none', async () => {
  const sent: Uint8Array[] = [];
  for (const kind of ['before', 'half', 'after'] as const) {
    let broken = 0;
    const { log, waits, ...rest } = bench((request) =>
      request.startsWith('PATCH') && broken++ % 2 === 0 ? kind : null,
    );
    const file = fileOf(9);
    const upload = { ...rest.api };
    const answered = upload.fetch;
    upload.fetch = async (path, init) => {
      if (path.includes('/document'))
        sent.push(Uint8Array.from(rest.uploads.get(`${UPLOADS}/u1`)?.bytes ?? []));
      return answered(path, init);
    };
    await uploadInParts(upload, UPLOADS, file, rest);
    expect(sent.at(-1)).toEqual(new Uint8Array(await file.arrayBuffer()));
    expect(waits.length).toBeGreaterThan(0);
    expect(log.filter((line) => line.startsWith('HEAD')).length).toBe(waits.length);
  }
});

test('a page that was reloaded goes on where the file was, and begins anew where it is gone', async () => {
  const first = bench((_, count) => (count === 3 ? 'before' : null));
  const signal = new AbortController();
  const stopping = { ...first, signal: signal.signal, wait: async () => signal.abort() };
  await expect(uploadInParts(first.api, UPLOADS, fileOf(9), stopping)).rejects.toThrow();
  expect(first.kept.size).toBe(1);
  first.log.length = 0;
  await uploadInParts(first.api, UPLOADS, fileOf(9), first);
  expect(first.log.slice(0, 2)).toEqual(['HEAD /u1', 'PATCH /u1']);

  const gone = bench();
  gone.kept.set(`agenticgen.upload.${UPLOADS}:船.bin:1:7`, `${UPLOADS}/old`);
  await uploadInParts(gone.api, UPLOADS, fileOf(1), gone);
  expect(gone.log.slice(0, 3)).toEqual(['HEAD /old', 'POST ', 'PATCH /u1']);
});

test('a file of the same name and another time is another file', async () => {
  const { kept, ...rest } = bench((request) => (request.startsWith('PATCH') ? 'before' : null));
  await expect(uploadInParts(rest.api, UPLOADS, fileOf(1), rest)).rejects.toMatchObject({
    code: 'network_unreachable',
  });
  const other = new File([new Uint8Array(1)], '船.bin', { lastModified: 8 });
  await expect(uploadInParts(rest.api, UPLOADS, other, rest)).rejects.toThrow();
  expect(rest.log.filter((line) => line === 'POST ')).toHaveLength(2);
  expect(kept.size).toBe(2);
});

test('tries wait longer each time and end, and a refusal is not tried again', async () => {
  const { waits, ...rest } = bench(() => 'before');
  await expect(uploadInParts(rest.api, UPLOADS, fileOf(1), rest)).rejects.toThrow();
  expect(waits).toHaveLength(12);
  expect(waits.slice(0, 3)).toEqual([500, 1_000, 2_000]);
  expect(waits.at(-1)).toBe(30_000);
  const refusing = bench();
  const api = {
    fetch: async () => {
      throw new ApiProblem({ status: 413, code: 'file_too_large', detail: 'too large' });
    },
  } as unknown as Api;
  await expect(uploadInParts(api, UPLOADS, fileOf(1), refusing)).rejects.toMatchObject({
    code: 'file_too_large',
  });
  expect(refusing.waits).toEqual([]);
});
