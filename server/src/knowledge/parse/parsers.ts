import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../problem/index.ts';
import { knowledgeErrors } from '../errors.ts';
import type { SplitPassage } from '../split.ts';
import { type PackedPassages, unpackPassages } from './packed-passages.ts';
import type { SeenPages } from './parse.ts';

/** Heap of a thread that reads documents. What needs more is refused, and only the thread ends. */
const MAX_HEAP_MB = 768;
export const PARSE_TIMEOUT_MS = 120_000;
/** Buffers lie outside a thread's heap: what the process may grow by while a document is read, and how often that is looked at. */
const MAX_GROWTH_BYTES = 768 * 1024 * 1024;
const LOOK_MS = 50;
/** A thread that has read so many is replaced: what parsers leave behind does not add up for ever. */
const MAX_READ_PER_THREAD = 500;
/** A thread that has nothing to do for so long ends, and gives its memory back. */
const IDLE_MS = 30_000;
const MIN_THREADS = 2;
const MAX_THREADS = 4;

/** What was read of a document. */
export interface Read {
  passages: SplitPassage[];
  /** Pages that are pictures, and were not seen yet. */
  pictures: number[];
}

type Reply =
  | { kind: 'split' }
  | { kind: 'parsed'; passages: PackedPassages; pictures: number[] }
  | { kind: 'refused'; problem: { code: string; message: string; status: number } | null };

export interface ParseOptions {
  signal: AbortSignal;
  /** The text is there and is being cut into passages. */
  onParsed?(): void;
  /** What a model has read of pages that are pictures. */
  seen?: SeenPages;
}

export interface Parsers {
  /**
   * Reads and splits a document in a thread: a hostile file can exhaust that thread, not the server, and a long one does
   * not hold up other people. `read` is called when a thread is free. Throws problems of the `knowledge` catalogue.
   */
  parse(name: string, read: () => Promise<Uint8Array>, options: ParseOptions): Promise<Read>;
  /** How many threads there are now. */
  size(): number;
  close(): Promise<void>;
}

interface Thread {
  worker: Worker;
  read: number;
  idle?: NodeJS.Timeout;
}

/** Threads are kept warm: to begin one, with the parsers it needs, costs more than to read most documents. */
export function createParsers(
  threads = Math.min(MAX_THREADS, Math.max(MIN_THREADS, availableParallelism() - 1)),
): Parsers {
  const free: Thread[] = [];
  const all = new Set<Thread>();
  const waiting: ((thread: Thread) => void)[] = [];

  function take(): Promise<Thread> {
    const thread = free.pop();
    if (thread) return Promise.resolve(busy(thread));
    if (all.size < threads) return Promise.resolve(begin());
    return new Promise((resolve) => waiting.push(resolve));
  }

  function busy(thread: Thread): Thread {
    clearTimeout(thread.idle);
    thread.worker.ref();
    return thread;
  }

  function begin(): Thread {
    const thread = { worker: newWorker(), read: 0 };
    all.add(thread);
    return thread;
  }

  /** Whoever waits gets it, or another one in its place. */
  async function giveBack(thread: Thread, isSound: boolean): Promise<void> {
    const isKept = isSound && ++thread.read < MAX_READ_PER_THREAD;
    if (!isKept) await end(thread);
    const next = waiting.shift();
    if (next) next(isKept ? thread : begin());
    else if (isKept) rest(thread);
  }

  function rest(thread: Thread): void {
    free.push(thread);
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      free.splice(free.indexOf(thread), 1);
      void end(thread);
    }, IDLE_MS).unref();
  }

  async function end(thread: Thread): Promise<void> {
    clearTimeout(thread.idle);
    all.delete(thread);
    await thread.worker.terminate();
  }

  async function parse(name: string, read: () => Promise<Uint8Array>, options: ParseOptions) {
    options.signal.throwIfAborted();
    const thread = await take();
    let isSound = true;
    try {
      options.signal.throwIfAborted();
      const task = { name, bytes: await read(), seen: options.seen ?? {} };
      isSound = false;
      const reply = await answerOf(thread.worker, task, options);
      isSound = reply.kind === 'parsed' || reply.problem !== null;
      if (reply.kind === 'parsed')
        return { passages: unpackPassages(reply.passages), pictures: reply.pictures };
      throw reply.problem ? new Problem(reply.problem) : knowledgeErrors.document_damaged();
    } finally {
      await giveBack(thread, isSound);
      options.signal.throwIfAborted();
    }
  }

  return {
    parse,
    size: () => all.size,
    async close() {
      await Promise.all([...all].map(end));
    },
  };
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    env: {},
    stdout: true,
    stderr: true,
  });
  // One that ends while nobody asks it anything is found to have ended by who asks next.
  worker.on('error', () => undefined);
  return worker;
}

type Answer = Exclude<Reply, { kind: 'split' }>;

function answerOf(
  worker: Worker,
  task: { name: string; bytes: Uint8Array; seen: SeenPages },
  { signal, onParsed }: ParseOptions,
): Promise<Answer> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(PARSE_TIMEOUT_MS)]);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const giveUp = () => reject(knowledgeErrors.document_too_complex());
  const onMessage = (reply: Reply) => (reply.kind === 'split' ? onParsed?.() : resolve(reply));
  worker.on('message', onMessage);
  worker.once('error', giveUp);
  worker.once('exit', giveUp);
  bounded.addEventListener('abort', giveUp, { once: true });
  const stopWatching = watchGrowth(giveUp);
  if (bounded.aborted) giveUp();
  else worker.postMessage(task);
  return promise.finally(() => {
    stopWatching();
    worker.off('message', onMessage);
    worker.off('error', giveUp);
    worker.off('exit', giveUp);
    bounded.removeEventListener('abort', giveUp);
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
