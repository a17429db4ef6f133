import type { Ranked } from './fusion.ts';

/** Keeps the best `limit` in an ascending array; most offers fall at the first comparison. Of equals the smaller key stays. */
export function createTop(limit: number) {
  const kept: Ranked[] = [];
  const isBelow = (a: Ranked, score: number, key: number) =>
    a.score < score || (a.score === score && a.key > key);
  return {
    offer(key: number, score: number): void {
      if (kept.length === limit && !isBelow(kept[0] as Ranked, score, key)) return;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (isBelow(kept[middle] as Ranked, score, key)) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, { key, score });
      if (kept.length > limit) kept.shift();
    },
    sorted: (): Ranked[] => kept.toReversed(),
  };
}
