import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchEvent } from '../lib/events.ts';
import type { Search } from '../lib/search.ts';
import { type Channel, createClient, type Target } from './client.ts';
import { type Arguments, compact, type Result, type Verb } from './sqlite/calls.ts';
import { connectWorker } from './sqlite/connection.ts';

export type SearchOptions = {
  /** Holds one file per collection; made when missing. Belongs to one process at a time. */
  folder: string;
  onEvent?: (event: SearchEvent) => void;
  /** Monotonic milliseconds. */
  now?: () => number;
};

/** Collections on disk, all of them served by one worker thread. */
export function createSearch({
  folder,
  onEvent = () => {},
  now = () => performance.now(),
}: SearchOptions): Search {
  const worker = connectWorker();
  const pathOf = (collection: string) => join(folder, `${collection}.sqlite`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const channel: Channel = {
    async call<V extends Verb>({ name, options }: Target, verb: V, args: Arguments<V>) {
      return (await worker.ask({
        kind: 'call',
        path: pathOf(name),
        options,
        verb,
        args: compact(args),
      })) as Result<V>;
    },
    async drop(collection) {
      const path = pathOf(collection);
      await worker.ask({ kind: 'release', path });
      // The log first: left behind, it would be replayed into the next file of this name.
      for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(path + suffix, { force: true });
    },
    close: () => worker.close(),
  };
  return createClient(channel, { onEvent, now });
}
