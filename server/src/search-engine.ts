import { join } from 'node:path';
import { createSearch, type Search } from '@agenticgen/search';
import type { Config } from './config.ts';

/** The collections of this process, or those of one that is split off: its packages are loaded only where it is wanted. */
export async function searchEngine({ search: { remote }, dataFolder }: Config): Promise<Search> {
  if (remote) return (await import('./rpc/index.ts')).remoteSearch(remote);
  return createSearch({ folder: join(dataFolder, 'search') });
}
