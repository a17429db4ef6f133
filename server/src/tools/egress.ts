import { isIP } from 'node:net';
import { Agent } from 'undici';
import { toolErrors } from './errors.ts';
import { isPublicAddress, type Resolve } from './public-address.ts';

const ALLOWED_PORTS = new Set(['', '80', '443']);

export interface EgressNeeds {
  resolve: Resolve;
  /** Which addresses may be connected to; `isPublicAddress` but in tests. */
  isAllowed?(address: string): boolean;
  /** Which ports may be named; 80 and 443 but in tests. */
  isAllowedPort?(port: string): boolean;
}

export type EgressRules = Required<EgressNeeds>;

/** What anybody may reach: the public internet, on its usual ports. */
export function publicOnly(needs: EgressNeeds): EgressRules {
  return { isAllowed: isPublicAddress, isAllowedPort: (port) => ALLOWED_PORTS.has(port), ...needs };
}

/**
 * What a connection that an administrator set up may reach: the public internet on any port, and those hosts of the
 * own network that the configuration names, as `host` or `host:port`.
 */
export function namedOrPublic(resolve: Resolve, namedHosts: readonly string[], url: URL): EgressRules {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isNamed = namedHosts.some((host) => host === url.hostname || host === `${url.hostname}:${port}`);
  return {
    resolve,
    isAllowed: (address) => isNamed || isPublicAddress(address),
    isAllowedPort: () => true,
  };
}

/** Throws `url_refused`. */
export function parseAddress(address: string, rules: Pick<EgressRules, 'isAllowedPort'>): URL {
  if (!URL.canParse(address)) throw toolErrors.url_refused('it is not a URL');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw toolErrors.url_refused('only http and https are fetched');
  if (url.username !== '' || url.password !== '')
    throw toolErrors.url_refused('it has a user name or password');
  if (!rules.isAllowedPort(url.port)) throw toolErrors.url_refused(`port ${url.port} is not 80 or 443`);
  return url;
}

/** The addresses that the host has, if every one of them is allowed. */
export async function addressesOf(url: URL, rules: EgressRules) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family ? [{ address: host, family }] : await resolve(host, rules);
  if (found.length === 0) throw toolErrors.fetch_failed('the name has no address');
  if (!found.every(({ address }) => rules.isAllowed(address))) {
    throw toolErrors.url_refused('it leads to an address that is not public');
  }
  return found;
}

function resolve(host: string, rules: EgressRules) {
  return rules.resolve(host).catch(() => {
    throw toolErrors.fetch_failed('the name cannot be resolved');
  });
}

type Found = Awaited<ReturnType<typeof addressesOf>>;
type LookupDone = (error: Error | null, address: Found | string, family?: number) => void;

/** Connects only to the addresses that were checked: a name that changes its mind in between gains nothing. */
export function pinned(found: Found, timeoutMs: number): Agent {
  const lookup = (_host: string, options: { all?: boolean }, done: LookupDone) => {
    const [first] = found;
    if (options.all || !first) done(null, found);
    else done(null, first.address, first.family);
  };
  return new Agent({ connect: { lookup: lookup as never, timeout: timeoutMs } });
}
