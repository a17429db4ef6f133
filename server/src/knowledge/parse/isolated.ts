import { Worker } from 'node:worker_threads';
import { Problem } from '../../problem/index.ts';
import { knowledgeErrors } from '../errors.ts';
import type { SplitPassage } from '../split.ts';

/** Heap of the thread that reads one document. What needs more is refused, and only the thread ends. */
const MAX_HEAP_MB = 768;
export const PARSE_TIMEOUT_MS = 120_000;
/** Buffers lie outside a thread's heap: what the process may grow by while a document is read, and how often that is looked at. */
const MAX_GROWTH_BYTES = 768 * 1024 * 1024;
const LOOK_MS = 50;

type Reply =
  | { kind: 'parsed'; passages: SplitPassage[] }
  | { kind: 'refused'; problem: { code: string; message: string; status: number } | null };

/**
 * Reads and splits a document in a thread of its own: a hostile file can exhaust that thread, not the server,
 * and a long one does not hold up other people. Throws problems of the `knowledge` catalogue.
 */
export async function parseIsolated(
  name: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<SplitPassage[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { name, bytes },
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    env: {},
    stdout: true,
    stderr: true,
  });
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(PARSE_TIMEOUT_MS)]);
  try {
    const reply = await answerOf(worker, bounded);
    if (reply.kind === 'parsed') return reply.passages;
    throw reply.problem ? new Problem(reply.problem) : knowledgeErrors.document_damaged();
  } finally {
    await worker.terminate();
    signal.throwIfAborted();
  }
}

function answerOf(worker: Worker, bounded: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(knowledgeErrors.document_too_complex());
    worker.once('message', resolve);
    worker.once('error', giveUp);
    worker.once('exit', giveUp);
    bounded.addEventListener('abort', giveUp, { once: true });
    worker.once('exit', watchGrowth(giveUp));
  });
}

/** Calls `giveUp` once the process has grown too much. Answers what ends the watch. */
function watchGrowth(giveUp: () => void): () => void {
  const before = process.memoryUsage.rss();
  const look = () => {
    if (process.memoryUsage.rss() - before > MAX_GROWTH_BYTES) giveUp();
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
