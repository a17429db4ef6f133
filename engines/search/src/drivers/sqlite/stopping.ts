import { workerData } from 'node:worker_threads';
import { SearchError } from '../../lib/errors.ts';

/** What a thread is begun with. */
export type WorkerData = {
  role: 'writer' | 'reader';
  /** One cell: 1 once the thread is to end. */
  stopping: Int32Array<SharedArrayBuffer>;
};

export const newStop = (): WorkerData['stopping'] => new Int32Array(new SharedArrayBuffer(4));

/**
 * Between two calls of the native library. A thread that is ended from outside in the middle of one takes the process
 * with it: the library cannot hand over what it made, and throws where nobody catches. Throws `search_closed`.
 */
export function throwIfStopping(): void {
  const { stopping } = (workerData ?? {}) as Partial<WorkerData>;
  if (stopping && Atomics.load(stopping, 0) === 1)
    throw new SearchError('search_closed', 'Cannot make graph: the search is being closed');
}
