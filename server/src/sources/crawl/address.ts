/** An address longer than this is a trap or a mistake. */
export const MAX_ADDRESS_LENGTH = 1_000;
/** They tell where a visitor came from and change nothing on the page. */
const TRACKING = /^(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|yclid)$/;

/** One spelling of an address; null for what is no page of the web. */
export function normalAddress(given: string, base?: string): string | null {
  const url = URL.parse(given, base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '') return null;
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  return url.href.length > MAX_ADDRESS_LENGTH ? null : url.href;
}

export interface Bounds {
  /** 'site': the whole host; 'path': what lies below the first address. */
  scope: 'site' | 'path';
  /** Paths that are left out; `*` stands for anything. */
  exclude: readonly string[];
}

/** Tells which addresses belong to the source that begins at `start`. */
export function within(start: string, { scope, exclude }: Bounds): (address: string) => boolean {
  const first = new URL(start);
  const folder = first.pathname.slice(0, first.pathname.lastIndexOf('/') + 1);
  const left = exclude.map(matching);
  return (address) => {
    const { host, pathname, search } = new URL(address);
    if (host !== first.host) return false;
    if (scope === 'path' && !pathname.startsWith(folder)) return false;
    return !left.some((pattern) => pattern(pathname + search));
  };
}

/** As in robots.txt (RFC 9309, 2.2.3): the path begins with the pattern; `*` is anything, a `$` at its end the end. */
function matching(pattern: string): (path: string) => boolean {
  const anchored = pattern.endsWith('$');
  const [first = '', ...rest] = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  return (path) => {
    if (!path.startsWith(first)) return false;
    let at = first.length;
    for (const [index, part] of rest.entries()) {
      const isLast = index === rest.length - 1;
      const found = anchored && isLast ? path.lastIndexOf(part) : path.indexOf(part, at);
      if (found < at) return false;
      at = found + part.length;
    }
    return !anchored || at === path.length;
  };
}
