import { type Egress, fetchResource, namedOrPublic, publicOnly } from '../../tools/index.ts';
import type { Reach } from '../sync.ts';
import type { FetchResource } from './visit.ts';

/** Fetches within what a source may reach; every hop of a redirect is held against it anew. */
export const crawlFetch =
  ({ resolve, namedHosts }: Egress) =>
  (reach: Reach): FetchResource =>
  (address, options) =>
    fetchResource(address, {
      ...options,
      rules: (url) =>
        reach === 'named' && url ? namedOrPublic(resolve, namedHosts, url) : publicOnly({ resolve }),
    });
