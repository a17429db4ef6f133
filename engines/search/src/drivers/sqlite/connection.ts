import { Worker } from 'node:worker_threads';
import { SearchError } from '../../lib/errors.ts';
import type { Reply, Request, WorkerRole } from './calls.ts';
import { newStop, type WorkerData } from './stopping.ts';

export type Outgoing = Request extends infer R ? (R extends Request ? Omit<R, 'call'> : never) : never;
export type Connection = {
  ask(request: Outgoing): Promise<unknown>;
  /** Requests that wait for their answer. */
  pending(): number;
  isStarted(): boolean;
  close(): Promise<void>;
  /** Ends the thread before its next call of the native library. */
  stop(): Promise<void>;
};

/** Of a request whose answer nobody waits for. */
const NOBODY_ASKED = -1;

type Pending = { resolve: (value: unknown) => void; reject: (error: SearchError) => void };

/**
 * One worker thread, started by the first request and again after it has died. `greetings` are what a new one is told
 * before anything else.
 */
export function connectWorker(
  role: WorkerRole = 'writer',
  greetings: () => Outgoing[] = () => [],
): Connection {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let calls = 0;
  let stopping = newStop();

  const settle = (reply: Reply) => {
    const waiting = pending.get(reply.call);
    pending.delete(reply.call);
    if ('error' in reply) waiting?.reject(new SearchError(reply.error.code, reply.error.message));
    else waiting?.resolve(reply.value);
    if (pending.size === 0) worker?.unref();
  };
  const failAll = (reason: string) => {
    worker = undefined;
    for (const { reject } of pending.values())
      reject(new SearchError('search_failed', `Cannot search: the worker ended: ${reason}`));
    pending.clear();
  };
  const start = (): Worker => {
    // Flags of this process, like --input-type, need not fit the worker.
    stopping = newStop();
    const workerData: WorkerData = { role, stopping };
    const started = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: [], workerData });
    started.on('message', settle);
    started.on('error', (error) => failAll(String(error)));
    started.on('exit', (code) => worker === started && failAll(`exit code ${code}`));
    for (const greeting of greetings()) started.postMessage({ ...greeting, call: NOBODY_ASKED });
    return started;
  };
  const ask = (request: Outgoing) =>
    new Promise<unknown>((resolve, reject) => {
      worker ??= start();
      // Only what is under way keeps the process alive.
      worker.ref();
      const call = calls++;
      pending.set(call, { resolve, reject });
      worker.postMessage({ ...request, call });
    });

  return {
    ask,
    pending: () => pending.size,
    isStarted: () => worker !== undefined,
    async stop() {
      if (!worker) return;
      Atomics.store(stopping, 0, 1);
      await ask({ kind: 'close' });
    },
    async close() {
      if (worker) await ask({ kind: 'close' });
    },
  };
}
