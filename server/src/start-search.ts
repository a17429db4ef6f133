import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSearch } from '@agenticgen/search';
import type { Config } from './config.ts';
import { takeDataFolder } from './data-folder.ts';
import { refusal } from './listen-refusal.ts';
import { listenRpc, MAX_SEARCH_MESSAGE_BYTES, searchService } from './rpc/index.ts';

export interface RunningSearch {
  port: number;
  stop(): Promise<void>;
}

/** The life of a process that only keeps and searches collections: a data folder, no database, no key but the token of its callers. */
export async function startSearch(
  { search: { port, token }, host, dataFolder }: Config,
  { print }: { print(text: string): void },
): Promise<RunningSearch> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const held = takeDataFolder(dataFolder);
  const search = createSearch({ folder: join(dataFolder, 'search') });
  const place = { port, hostname: host, maxMessageBytes: MAX_SEARCH_MESSAGE_BYTES };
  const server = await listenRpc(searchService({ search, token: token ?? '' }), place).catch(
    async (error) => {
      await search.close();
      held[Symbol.dispose]();
      throw refusal(error, `${host}:${port}`);
    },
  );
  print(`AgenticGen's search is ready at ${host}:${server.port}`);
  return {
    port: server.port,
    async stop() {
      await server.close();
      await search.close();
      held[Symbol.dispose]();
    },
  };
}
