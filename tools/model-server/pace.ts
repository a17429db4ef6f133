import { setTimeout as sleep } from 'node:timers/promises';

/** Where pieces go: an HTTP response. */
export type Sink = { write(text: string): unknown; readonly destroyed: boolean };

export type Pace = { firstMs: number; gapMs: number };

/**
 * Writes each piece at its due time: firstMs for the first one, gapMs more for each further one. Due times
 * count from the start, so a late timer does not delay what follows; all pieces that are due go out in one
 * write. Answers false when the other side hung up.
 */
export async function writePaced(sink: Sink, pieces: string[], { firstMs, gapMs }: Pace): Promise<boolean> {
  const start = performance.now();
  let next = 0;
  while (next < pieces.length) {
    const waitMs = start + firstMs + next * gapMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    if (sink.destroyed) return false;
    const due = dueCount(performance.now() - start, pieces.length, { firstMs, gapMs });
    const until = Math.max(due, next + 1);
    sink.write(pieces.slice(next, until).join(''));
    next = until;
  }
  return true;
}

function dueCount(elapsedMs: number, length: number, { firstMs, gapMs }: Pace): number {
  if (gapMs === 0) return length;
  return Math.min(length, Math.floor((elapsedMs - firstMs) / gapMs) + 1);
}
