import { setTimeout as sleep } from 'node:timers/promises';
import { type DocumentNeeds, isReadable } from '../knowledge/index.ts';
import { type Egress, type GitNeeds, treeOf } from '../tools/index.ts';
import { crawlFetch } from './crawl/fetch.ts';
import type { SyncNeeds } from './sync.ts';

/** Between two requests to one site, where it does not ask for more. */
const PAUSE_MS = 250;

export interface SourceParts extends DocumentNeeds, Pick<SyncNeeds, 'keyring'> {
  egress: Egress;
  git: GitNeeds['git'];
}

/** What synchronizing needs, from the parts of a process. */
export function syncNeeds({ egress, git, ...documents }: SourceParts): SyncNeeds {
  return {
    ...documents,
    fetchWithin: crawlFetch(egress),
    treeWithin: (reach) => (query) =>
      treeOf(
        { ...git, egress: { ...egress, namedHosts: reach === 'named' ? egress.namedHosts : [] } },
        query,
      ),
    isReadable,
    pauseMs: PAUSE_MS,
    async wait(ms, signal) {
      await sleep(ms, undefined, { signal });
    },
  };
}
