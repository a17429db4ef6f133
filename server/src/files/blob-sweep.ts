import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { removeIfUnused, unusedBlobs } from './blob-holds.ts';
import type { Blobs } from './blobs.ts';

/** Between two looks for bytes that nobody has. The first is at the start. */
export const SWEEP_EVERY_MS = 600_000;
const SWEPT_AT_ONCE = 200;

export interface BlobSweeper {
  /** Looks once. Answers how many were removed. */
  sweep(): Promise<number>;
  work(): void;
  stop(): Promise<void>;
}

interface SweepNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  blobs: Blobs;
  onTrouble(trouble: { act: string; error: unknown }): void;
}

/** Removes what a crash, or an end between two steps, has left in the store: bytes without a file, and half of some. */
export function createBlobSweeper(needs: SweepNeeds): BlobSweeper {
  const { db, runtime, blobs, onTrouble } = needs;
  let [isStopped, timer, underWay] = [false, undefined as NodeJS.Timeout | undefined, Promise.resolve()];

  async function sweep(): Promise<number> {
    await blobs.removeDrafts(runtime.now());
    let removed = 0;
    for (let after = ''; !isStopped; ) {
      const unused = await unusedBlobs(db, runtime.now(), after, SWEPT_AT_ONCE);
      for (const sha256 of unused) await removeIfUnused(db, needs, sha256);
      removed += unused.length;
      after = unused.at(-1) ?? '';
      if (unused.length < SWEPT_AT_ONCE) break;
    }
    return removed;
  }

  function again(): void {
    underWay = sweep().then(
      () => undefined,
      (error) => onTrouble({ act: 'remove bytes that no file has', error }),
    );
    void underWay.then(() => {
      if (!isStopped) timer = setTimeout(again, SWEEP_EVERY_MS).unref();
    });
  }

  return {
    sweep,
    work: again,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
