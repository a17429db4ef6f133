import robotsModule from 'robots-parser';

// Its types are of an ES module, which it is not.
const robotsParser = robotsModule as unknown as typeof robotsModule.default;

export const CRAWLER_NAME = 'AgenticGen';
/** What a crawler has to read at least (RFC 9309, 2.5). */
export const MAX_ROBOTS_BYTES = 512 * 1024;
/** No site may hold a crawl up for longer between two pages. */
const MAX_DELAY_SECONDS = 30;

export interface Robots {
  isAllowed(address: string): boolean;
  /** Wanted between two requests. */
  delayMs: number;
  sitemaps: string[];
}

const ALL: Robots = { isAllowed: () => true, delayMs: 0, sitemaps: [] };

/**
 * What a site says of crawlers (RFC 9309). A file that is not there allows all; one that cannot be had because the server
 * fails allows nothing, which is null.
 */
export function readRobots(address: string, status: number, text: string): Robots | null {
  if (status >= 500) return null;
  if (status >= 400) return ALL;
  const robots = robotsParser(address, text);
  return {
    isAllowed: (page) => robots.isAllowed(page, CRAWLER_NAME) ?? true,
    delayMs: Math.min(robots.getCrawlDelay(CRAWLER_NAME) ?? 0, MAX_DELAY_SECONDS) * 1_000,
    sitemaps: robots.getSitemaps(),
  };
}
