import { type Egress, fetchResource, namedOrPublic, publicOnly } from '../../tools/index.ts';
import type { Authorize } from '../auth.ts';
import type { Reach } from '../sync.ts';
import type { FetchResource } from './visit.ts';

/** Fetches within what a source may reach; every hop of a redirect is held against it anew. */
export const crawlFetch =
  ({ resolve, namedHosts }: Egress) =>
  (reach: Reach, authorize: Authorize): FetchResource =>
  (address, options) =>
    fetchResource(address, {
      ...options,
      headers: (url) => ({ ...options.headers?.(url), ...authorize(url) }),
      rules: (url) =>
        reach === 'named' && url ? namedOrPublic(resolve, namedHosts, url) : publicOnly({ resolve }),
    });
