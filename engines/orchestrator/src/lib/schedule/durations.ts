/** Buckets grow by this: an answer is within 10 % of what was measured. */
const GROWTH = 1.2;
/** A kind's counts are halved past this, so that what was long ago counts less. */
export const MAX_DURATION_SAMPLES = 1_000;
/** Kinds that are remembered; the one that was used the longest ago is forgotten. */
export const MAX_DURATION_KINDS = 2_000;

/** How often it took how long, by bucket: bucket n holds durations around GROWTH ** n ms. */
export type DurationCounts = Record<string, number>;

export interface Durations {
  add(kind: string, ms: number): void;
  /** The median of a kind; null if it was never seen. */
  expected(kind: string): number | null;
  /** What is left after so long: the median of those that took longer, and how much to rely on it, 0 to 1. */
  remaining(kind: string, elapsedMs: number): { ms: number; sureness: number } | null;
  /** What was measured since the last time, to be kept. */
  takeNew(): Map<string, DurationCounts>;
  /** What was kept, of this process or others. */
  load(kept: Iterable<readonly [string, DurationCounts]>): void;
}

/** Measured durations as histograms with logarithmic buckets: small, mergeable, and right for heavy tails. */
export function createDurations(): Durations {
  const kinds = new Map<string, Map<number, number>>();
  let fresh = new Map<string, DurationCounts>();
  /** Medians as long as their kinds stay as they are: each claim asks for those of all that wait. */
  const medians = new Map<string, number>();

  function of(kind: string): Map<number, number> {
    const counts = kinds.get(kind) ?? new Map<number, number>();
    medians.delete(kind);
    kinds.delete(kind);
    kinds.set(kind, counts);
    if (kinds.size > MAX_DURATION_KINDS) forgetOldest();
    return counts;
  }

  function forgetOldest(): void {
    const oldest = kinds.keys().next().value!;
    kinds.delete(oldest);
    medians.delete(oldest);
  }

  return {
    add(kind, ms) {
      const bucket = bucketOf(ms);
      bump(of(kind), bucket, 1);
      halve(kinds.get(kind)!);
      const news = fresh.get(kind) ?? {};
      news[bucket] = (news[bucket] ?? 0) + 1;
      fresh.set(kind, news);
    },
    expected(kind) {
      const known = medians.get(kind);
      if (known !== undefined) return known;
      const counts = kinds.get(kind);
      if (!counts) return null;
      const median = quantile(sorted(counts, 0), 0.5);
      medians.set(kind, median);
      return median;
    },
    remaining(kind, elapsedMs) {
      const counts = kinds.get(kind);
      if (!counts) return null;
      const all = sorted(counts, 0);
      const longer = sorted(counts, elapsedMs);
      // It takes longer than ever: as long again as it has taken, and nobody can be sure.
      if (longer.length === 0) return { ms: elapsedMs, sureness: 0.05 };
      const total = quantile(longer, 0.5);
      return { ms: Math.max(0, total - elapsedMs), sureness: surenessOf(all) };
    },
    takeNew() {
      const taken = fresh;
      fresh = new Map();
      return taken;
    },
    load(kept) {
      for (const [kind, counts] of kept) {
        const own = of(kind);
        own.clear();
        for (const [bucket, count] of Object.entries(counts)) bump(own, Number(bucket), count);
      }
      for (const [kind, counts] of fresh)
        for (const [bucket, count] of Object.entries(counts)) bump(of(kind), Number(bucket), count);
    },
  };
}

/** Adds counts of the same kind, and halves them where they have become many. */
export function mergeCounts(one: DurationCounts, other: DurationCounts): DurationCounts {
  const merged = new Map(Object.entries(one).map(([bucket, count]) => [Number(bucket), count]));
  for (const [bucket, count] of Object.entries(other)) bump(merged, Number(bucket), count);
  halve(merged);
  return Object.fromEntries(merged);
}

function bump(counts: Map<number, number>, bucket: number, by: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + by);
}

function halve(counts: Map<number, number>): void {
  let total = 0;
  for (const count of counts.values()) total += count;
  if (total <= MAX_DURATION_SAMPLES) return;
  for (const [bucket, count] of counts) {
    if (count < 2) counts.delete(bucket);
    else counts.set(bucket, Math.floor(count / 2));
  }
}

function bucketOf(ms: number): number {
  return Math.round(Math.log(Math.max(1, ms)) / Math.log(GROWTH));
}

function sorted(counts: ReadonlyMap<number, number>, aboveMs: number): [number, number][] {
  return [...counts]
    .map(([bucket, count]): [number, number] => [GROWTH ** bucket, count])
    .filter(([ms]) => ms > aboveMs || aboveMs === 0)
    .sort(([a], [b]) => a - b);
}

function quantile(values: readonly [number, number][], share: number): number {
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of values) {
    seen += count;
    if (seen >= total * share) return Math.round(ms);
  }
  return 0;
}

/** Grows with the number of samples, falls with their spread. */
function surenessOf(values: readonly [number, number][]): number {
  const count = values.reduce((sum, [, n]) => sum + n, 0);
  const spread = quantile(values, 0.9) / Math.max(1, quantile(values, 0.1));
  return (count / (count + 5)) * (1 / (1 + Math.log2(Math.max(1, spread)) / 4));
}
