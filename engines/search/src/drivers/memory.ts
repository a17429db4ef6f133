import type { SearchEvent } from '../lib/events.ts';
import type { CollectionOptions, Search } from '../lib/search.ts';
import { type Channel, createClient, type Target } from './client.ts';
import type { Arguments, Result, Verb } from './sqlite/calls.ts';
import { type CollectionFile, openCollectionFile } from './sqlite/collection-file.ts';

/** The same index without files and without threads: gone with the process. For tests. */
export function memorySearch({
  onEvent = () => {},
}: {
  onEvent?: (event: SearchEvent) => void;
} = {}): Search {
  const open = new Map<string, { file: CollectionFile; settled: CollectionOptions }>();
  const fileOf = ({ name, options }: Target): CollectionFile => {
    const known = open.get(name) ?? { file: openCollectionFile(':memory:'), settled: {} };
    const isTold = JSON.stringify(options) === JSON.stringify(known.settled);
    if (!isTold) known.file.prepare(options);
    open.set(name, { ...known, settled: options });
    return known.file;
  };
  const drop = async (collection: string) => {
    open.get(collection)?.file.close();
    open.delete(collection);
  };
  const channel: Channel = {
    async call<V extends Verb>(target: Target, verb: V, args: Arguments<V>) {
      const act = fileOf(target)[verb] as (...all: Arguments<V>) => Result<V>;
      return act(...args);
    },
    compact: async (target) => fileOf(target).shrink(),
    drop,
    close: async () => {
      for (const collection of [...open.keys()]) await drop(collection);
    },
  };
  return createClient(channel, { onEvent, now: () => performance.now() });
}
