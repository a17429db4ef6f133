import { expect, test } from 'vitest';
import type { Api } from './api.ts';
import { upload } from './upload.ts';

interface Answer {
  status: number;
  body: string;
}

/** A request as the browser makes it, which is answered, or breaks, by script. */
class ScriptedRequest {
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  status = 0;
  responseText = '';
  path = '';
  form: FormData | undefined;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  readonly #answer: Answer | 'breaks' | 'hangs';

  constructor(answer: Answer | 'breaks' | 'hangs') {
    this.#answer = answer;
  }
  open(_: string, path: string): void {
    this.path = path;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(form: FormData): void {
    this.form = form;
    if (this.#answer === 'hangs') return;
    queueMicrotask(() => this.#end());
  }
  abort(): void {
    this.onabort?.();
  }
  #end(): void {
    if (this.#answer === 'breaks') this.onerror?.();
    if (typeof this.#answer === 'string') return;
    this.upload.onprogress?.({ loaded: 1, total: 4 });
    this.upload.onprogress?.({ loaded: 4, total: 4 });
    this.status = this.#answer.status;
    this.responseText = this.#answer.body;
    this.onload?.();
  }
}

function bench(...answers: (Answer | 'breaks' | 'hangs')[]) {
  const requests: ScriptedRequest[] = [];
  let token = 'old';
  const refreshed: string[] = [];
  const api = {
    headers: () => ({ authorization: `Bearer ${token}` }),
    refresh: async (refused: string) => {
      refreshed.push(refused);
      token = 'new';
      return token;
    },
  } as unknown as Api;
  const newRequest = () => {
    const request = new ScriptedRequest(answers[requests.length] ?? 'hangs');
    requests.push(request);
    return request as unknown as XMLHttpRequest;
  };
  return { api, requests, refreshed, newRequest };
}

const FILE = new File(['a,b\n1,2\n'], 'table.csv');
const STORED = { status: 201, body: '{"id":"file-1"}' };

test('a file goes as the multipart field "file", and its progress is told', async () => {
  const { api, requests, newRequest } = bench(STORED);
  const shares: number[] = [];
  const options = { newRequest, onProgress: (share: number) => shares.push(share) };
  expect(await upload(api, '/api/v1/files', FILE, options)).toEqual({ id: 'file-1' });
  expect(shares).toEqual([0.25, 1]);
  expect(requests[0]?.path).toBe('/api/v1/files');
  expect(requests[0]?.form?.get('file')).toHaveProperty('name', 'table.csv');
});

test('a refused token is renewed and the file sent again, once', async () => {
  const refused = { status: 401, body: '{"code":"token_expired","detail":"Expired"}' };
  const { api, requests, refreshed, newRequest } = bench(refused, STORED);
  expect(await upload(api, '/api/v1/files', FILE, { newRequest })).toEqual({ id: 'file-1' });
  expect(refreshed).toEqual(['old']);
  expect(requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
  const stubborn = bench(refused, refused);
  await expect(
    upload(stubborn.api, '/api/v1/files', FILE, { newRequest: stubborn.newRequest }),
  ).rejects.toMatchObject({ code: 'token_expired' });
  expect(stubborn.requests.length).toBe(2);
});

test('a refusal is a problem with the server’s code; an unreadable one has a code, too', async () => {
  const large = bench({ status: 413, body: '{"code":"body_too_large","detail":"Too large"}' });
  await expect(upload(large.api, '/f', FILE, { newRequest: large.newRequest })).rejects.toMatchObject({
    status: 413,
    code: 'body_too_large',
  });
  const proxy = bench({ status: 502, body: '<html>' });
  await expect(upload(proxy.api, '/f', FILE, { newRequest: proxy.newRequest })).rejects.toMatchObject({
    code: 'answer_unreadable',
  });
});

test('a connection that breaks is a problem of the network', async () => {
  const { api, newRequest } = bench('breaks');
  await expect(upload(api, '/f', FILE, { newRequest })).rejects.toMatchObject({
    code: 'network_unreachable',
  });
});

test('an upload can be stopped', async () => {
  const { api, newRequest } = bench('hangs');
  const stop = new AbortController();
  const sending = upload(api, '/f', FILE, { newRequest, signal: stop.signal });
  stop.abort();
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
});
