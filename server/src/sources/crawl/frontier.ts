export interface Waiting {
  address: string;
  depth: number;
}

export interface Frontier {
  /** The next addresses, at most `count`: in the order in which they were found. */
  take(count: number): Waiting[];
  /** Those that `add` would add, and one more where there is no room for all. */
  news(addresses: readonly string[], depth: number): string[];
  /** Adds what was not seen before. */
  add(addresses: readonly string[], depth: number): void;
  /** Addresses that are known by now, taken or not. */
  known(): number;
  /** More was found than may be taken. */
  isCut(): boolean;
}

/** The addresses of a crawl, breadth first, each once, within its bounds. */
export function createFrontier({ maxPages, maxDepth }: { maxPages: number; maxDepth: number }): Frontier {
  const seen = new Set<string>();
  const waiting: Waiting[] = [];
  let [taken, cut] = [0, false];
  return {
    take(count) {
      const next = waiting.slice(taken, taken + count);
      taken += next.length;
      return next;
    },
    news(addresses, depth) {
      if (depth > maxDepth) return [];
      const room = Math.max(0, maxPages - seen.size) + 1;
      return addresses.filter((address) => !seen.has(address)).slice(0, room);
    },
    add(addresses, depth) {
      for (const address of addresses) {
        if (seen.has(address) || depth > maxDepth) continue;
        if (seen.size >= maxPages) {
          cut = true;
          return;
        }
        seen.add(address);
        waiting.push({ address, depth });
      }
    },
    known: () => seen.size,
    isCut: () => cut,
  };
}
