import type { SearchEvent } from '../lib/events.ts';
import type { Search } from '../lib/search.ts';
import { type Channel, createClient, type Target } from './client.ts';
import { type Arguments, type PreparedFile, preparedFile, type Result, type Verb } from './sqlite/calls.ts';
import { openCollectionFile } from './sqlite/collection-file.ts';

/** The same index without files and without a thread: gone with the process. For tests. */
export function memorySearch({
  onEvent = () => {},
}: {
  onEvent?: (event: SearchEvent) => void;
} = {}): Search {
  const open = new Map<string, PreparedFile>();
  const drop = async (collection: string) => {
    open.get(collection)?.as({}).close();
    open.delete(collection);
  };
  const channel: Channel = {
    async call<V extends Verb>({ name, options }: Target, verb: V, args: Arguments<V>) {
      const file = open.get(name) ?? preparedFile(openCollectionFile(':memory:'));
      open.set(name, file);
      const act = file.as(options)[verb] as (...all: Arguments<V>) => Result<V>;
      return act(...args);
    },
    drop,
    close: async () => {
      for (const collection of [...open.keys()]) await drop(collection);
    },
  };
  return createClient(channel, { onEvent, now: () => performance.now() });
}
