import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../../db/index.ts';
import { isProblem } from '../../problem/index.ts';
import type { Counts, CrawlSettings } from '../contract.ts';
import { sourceErrors } from '../errors.ts';
import {
  type KeepNeeds,
  keep,
  keepUnread,
  leaveOut,
  noTally,
  removeItem,
  removeUnseen,
  type Syncing,
  type Tally,
  validatorsOf,
} from '../keep.ts';
import { normalAddress, within } from './address.ts';
import { createFrontier, type Frontier, type Waiting } from './frontier.ts';
import { MAX_ROBOTS_BYTES, type Robots, readRobots } from './robots.ts';
import { MAX_SITEMAP_BYTES, readSitemap } from './sitemap.ts';
import { type FetchResource, type Site, type Visited, visit } from './visit.ts';

/** Pages that are recorded together: after a crash at most so many are fetched again. */
const PAGES_AT_ONCE = 10;
/** Sitemaps of an index that are read. */
const MAX_SITEMAPS = 100;

export interface CrawlNeeds extends KeepNeeds {
  fetch: FetchResource;
  /** Between two requests to a site, where it does not ask for more. */
  pauseMs: number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** What became of some addresses: small, since it is recorded. */
interface Walked {
  tally: Tally;
  /** Found on them, with their depth. */
  links: { addresses: string[]; depth: number }[];
}

interface Crawl {
  needs: CrawlNeeds;
  syncing: Syncing;
  settings: CrawlSettings;
  isInside(address: string): boolean;
  robots(signal: AbortSignal): Promise<Robots>;
}

/**
 * Walks a site breadth first within its bounds, a few pages a step, and keeps what it finds. Throws
 * `robots_unreachable`, `start_unreadable`, `not_a_sitemap`.
 */
export async function crawlSite(
  ctx: Context<Database>,
  needs: CrawlNeeds,
  syncing: Syncing,
  settings: CrawlSettings,
): Promise<Counts> {
  const start = await ctx.step('start', ({ signal }) => startOf(needs, settings, signal));
  const bounds = {
    scope: settings.kind === 'web' ? settings.scope : ('site' as const),
    exclude: settings.exclude,
  };
  const crawl: Crawl = {
    ...{ needs, syncing, settings },
    isInside: within(start, bounds),
    robots: once((signal) => robotsOf(needs, start, signal)),
  };
  const maxDepth = settings.kind === 'web' ? settings.depth : 0;
  const frontier = createFrontier({ maxPages: settings.maxPages, maxDepth });
  const first =
    settings.kind === 'web'
      ? [start]
      : await ctx.step('sitemap', (step) => seedsOf(crawl, start, step.signal));
  frontier.add(first, 0);
  const tally = await walk(ctx, crawl, frontier);
  const isCut = frontier.isCut();
  if (!isCut) tally.removed += await ctx.step('remove', ({ signal }) => removeUnseen(needs, syncing, signal));
  return { ...tally, isCut };
}

async function walk(ctx: Context<Database>, crawl: Crawl, frontier: Frontier): Promise<Tally> {
  const tally = noTally();
  let done = 0;
  for (;;) {
    const batch = frontier.take(PAGES_AT_ONCE);
    if (batch.length === 0) return tally;
    const walked = await ctx.step(`pages ${done + 1}`, async (step) => {
      const result = await walkSome(crawl, batch, frontier, step.signal);
      const share = (done + batch.length) / frontier.known();
      await step.emit('sync.progressed', { done: share, items: done + batch.length });
      return result;
    });
    done += batch.length;
    for (const { addresses, depth } of walked.links) frontier.add(addresses, depth);
    for (const name of Object.keys(tally) as (keyof Tally)[]) tally[name] += walked.tally[name];
  }
}

async function walkSome(
  crawl: Crawl,
  batch: readonly Waiting[],
  frontier: Frontier,
  signal: AbortSignal,
): Promise<Walked> {
  const { needs, settings, isInside } = crawl;
  const robots = await crawl.robots(signal);
  const known = (address: string) => validatorsOf(needs, crawl.syncing, address);
  const site: Site = { fetch: needs.fetch, robots, isInside, files: settings.files, known };
  const walked: Walked = { tally: noTally(), links: [] };
  for (const { address, depth } of batch) {
    const visited = await visit(address, site, signal);
    walked.tally[await take(crawl, visited)]++;
    const isElsewhere = visited.kind === 'skipped' && visited.reason === 'other-address';
    const here = isElsewhere ? visited.links.splice(0, 1) : [];
    for (const [addresses, at] of [
      [here, depth],
      [visited.links, depth + 1],
    ] as const)
      walked.links.push({ addresses: frontier.news(addresses, at), depth: at });
    await needs.wait(Math.max(needs.pauseMs, robots.delayMs), signal);
  }
  return walked;
}

async function take({ needs, syncing }: Crawl, visited: Visited): Promise<keyof Tally> {
  switch (visited.kind) {
    case 'found':
      return keep(needs, syncing, visited);
    case 'unchanged':
      // Its document went while the site was asked: the next time it is read.
      return (await keepUnread(needs, syncing, visited.item)) ? 'unchanged' : 'failed';
    case 'gone':
      return (await removeItem(needs, syncing, visited.item)) ? 'removed' : 'skipped';
    case 'skipped':
    case 'failed':
      return leaveOut(needs, syncing, visited);
  }
}

/** Where the first address leads: a site that has moved is read where it is now. */
async function startOf(
  needs: CrawlNeeds,
  { address, kind }: CrawlSettings,
  signal: AbortSignal,
): Promise<string> {
  const options = { accept: 'text/html,*/*;q=0.1', maxBytes: MAX_SITEMAP_BYTES, signal };
  const first = await needs.fetch(address, options).catch((error) => {
    signal.throwIfAborted();
    throw isProblem(error, 'fetch_failed') ? sourceErrors.start_unreadable(error.message) : error;
  });
  if (first.status >= 400) throw sourceErrors.start_unreadable(`it answered ${first.status}`);
  return (kind === 'web' && normalAddress(first.url)) || address;
}

async function robotsOf(needs: CrawlNeeds, start: string, signal: AbortSignal): Promise<Robots> {
  const address = new URL('/robots.txt', start).href;
  const { host } = new URL(start);
  const answer = await needs
    .fetch(address, { accept: 'text/plain', maxBytes: MAX_ROBOTS_BYTES, signal })
    .catch((error) => {
      signal.throwIfAborted();
      throw isProblem(error, 'fetch_failed') ? sourceErrors.robots_unreachable(host) : error;
    });
  const robots = readRobots(address, answer.status, answer.bytes.toString('utf8'));
  if (!robots) throw sourceErrors.robots_unreachable(host);
  return robots;
}

/** The addresses of a sitemap and of those that it names. Throws `not_a_sitemap` where the first is none. */
async function seedsOf(crawl: Crawl, start: string, signal: AbortSignal): Promise<string[]> {
  const { needs, settings, isInside } = crawl;
  const seeds = new Set<string>();
  const sitemaps = [start];
  for (let next = 0; next < sitemaps.length && next < MAX_SITEMAPS; next++) {
    const options = { accept: 'application/xml,text/xml,*/*;q=0.1', maxBytes: MAX_SITEMAP_BYTES, signal };
    const { bytes, status } = await needs.fetch(sitemaps[next] as string, options);
    const found = status < 400 ? readSitemap(bytes) : null;
    if (!found && next === 0) throw sourceErrors.not_a_sitemap();
    for (const address of found?.addresses ?? []) if (isInside(address)) seeds.add(address);
    for (const other of found?.sitemaps ?? [])
      if (isInside(other) && !sitemaps.includes(other)) sitemaps.push(other);
    // One more than are wanted, to know that there are more.
    if (seeds.size > settings.maxPages) break;
    await needs.wait(needs.pauseMs, signal);
  }
  return [...seeds].slice(0, settings.maxPages + 1);
}

function once<T>(load: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let loaded: Promise<T> | undefined;
  return (signal) => {
    loaded ??= load(signal).catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
