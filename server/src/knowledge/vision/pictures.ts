import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { knowledgeErrors } from '../errors.ts';

const MAX_HEAP_MB = 512;
const PICTURE_TIMEOUT_MS = 60_000;

/** A page as it looks, small enough for a model. */
export interface Picture {
  /** From 1; of a picture that is the whole document, 1. */
  page: number;
  mediaType: 'image/png';
  bytes: Uint8Array;
}

export interface PictureTask {
  kind: 'pdf' | 'image';
  bytes: Uint8Array;
  /** Which pages are wanted. */
  pages: readonly number[];
}

type Reply = { kind: 'picture'; page: number; bytes: Uint8Array } | { kind: 'done' };

/**
 * Draws pages, one after the other as they are asked for, in a thread of its own: a hostile file exhausts that thread
 * and not the server. Throws `document_damaged`, `document_too_complex`.
 */
export async function* picturesOf(task: PictureTask, signal: AbortSignal): AsyncGenerator<Picture> {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    env: {},
    stdout: true,
    stderr: true,
  });
  try {
    for (;;) {
      const reply = await next(worker, signal);
      if (reply.kind === 'done') return;
      yield { page: reply.page, mediaType: 'image/png', bytes: reply.bytes };
    }
  } finally {
    await worker.terminate();
  }
}

async function next(worker: Worker, signal: AbortSignal): Promise<Reply> {
  const timeout = AbortSignal.timeout(PICTURE_TIMEOUT_MS);
  const bounded = new AbortController();
  const waits = { signal: AbortSignal.any([signal, timeout, bounded.signal]) };
  const message = once(worker, 'message', waits) as Promise<[Reply]>;
  const exit = once(worker, 'exit', waits).then(() => {
    throw knowledgeErrors.document_too_complex();
  });
  try {
    worker.postMessage('next');
    const [reply] = await Promise.race([message, exit]);
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw knowledgeErrors.document_too_complex();
    // What the thread failed with tells of the file, not of the server.
    throw error instanceof Error && 'status' in error ? error : knowledgeErrors.document_damaged();
  } finally {
    bounded.abort();
    await Promise.allSettled([message, exit]);
  }
}
