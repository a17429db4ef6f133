import type { SearchEvent } from '../lib/events.ts';
import type { Search } from '../lib/search.ts';
import { type Channel, createClient } from './client.ts';
import type { Arguments, Result, Verb } from './sqlite/calls.ts';
import { type CollectionFile, openCollectionFile } from './sqlite/collection-file.ts';

/** The same index without files and without a thread: gone with the process. For tests. */
export function memorySearch({
  onEvent = () => {},
}: {
  onEvent?: (event: SearchEvent) => void;
} = {}): Search {
  const open = new Map<string, CollectionFile>();
  const drop = async (collection: string) => {
    open.get(collection)?.close();
    open.delete(collection);
  };
  const channel: Channel = {
    async call<V extends Verb>(collection: string, verb: V, args: Arguments<V>) {
      const file = open.get(collection) ?? openCollectionFile(':memory:');
      open.set(collection, file);
      const act = file[verb] as (...all: Arguments<V>) => Result<V>;
      return act(...args);
    },
    drop,
    close: async () => {
      for (const collection of [...open.keys()]) await drop(collection);
    },
  };
  return createClient(channel, { onEvent, now: () => performance.now() });
}
