import type { Api } from './api.ts';
import { networkProblem, problemFrom } from './problem.ts';

export interface UploadOptions {
  /** Told 0 to 1 as bytes leave. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  /** For tests. */
  newRequest?: () => XMLHttpRequest;
}

/** Sends one file as multipart field "file". fetch() tells no progress, so this is XMLHttpRequest. */
export async function upload<T>(api: Api, path: string, file: File, options: UploadOptions = {}): Promise<T> {
  const first = await post(api, path, file, options);
  const used = /^Bearer (.+)$/.exec(first.sent['authorization'] ?? '')?.[1];
  if (first.status !== 401 || !used || (await api.refresh(used)) === null) return settle<T>(first);
  return settle<T>(await post(api, path, file, options));
}

interface Outcome {
  status: number;
  body: unknown;
  sent: Record<string, string>;
}

function settle<T>({ status, body }: Outcome): T {
  if (status >= 200 && status < 300) return body as T;
  throw problemFrom(status, body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function post(api: Api, path: string, file: File, options: UploadOptions): Promise<Outcome> {
  const { onProgress, signal, newRequest = () => new XMLHttpRequest() } = options;
  return new Promise((resolve, reject) => {
    const request = newRequest();
    const sent = api.headers();
    request.open('POST', path);
    for (const [name, value] of Object.entries(sent)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, body: parse(request.responseText), sent });
    request.onerror = () => reject(networkProblem());
    request.onabort = () => reject(new DOMException('Upload was stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
