// Which bytes are kept: those that a file has, and those that were stored a moment ago for a row that is still to come.
import { type Database, insertIgnore, inTransaction, isDeadlock, lockFound } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Blobs } from './blobs.ts';
import { fileErrors } from './errors.ts';

/** What was stored and has no row by then is thrown away. Between the two lie milliseconds, or a crash. */
export const HOLD_MS = 3_600_000;

interface Needs {
  runtime: Pick<Runtime, 'now' | 'newId'>;
  blobs: Blobs;
}

/** Tries of what others who do the same at once may get in the way of. */
const MAX_TRIES = 20;

/**
 * Written before the bytes come to their place, so that no crash leaves bytes that nobody knows of. Whoever removes
 * bytes holds the row of `blobs` for itself meanwhile: this waits, and writes the row anew.
 */
export function hold(db: Database, { runtime }: Needs, sha256: string): Promise<string> {
  return tried(async () => {
    // Alone, so that it holds nothing when it waits.
    await insertIgnore(db, 'blobs', { id: sha256 });
    return inTransaction(db, async (tx) => {
      if (!(await lockFound(tx, 'blobs', sha256))) return null;
      const id = runtime.newId();
      const row = { id, blob_id: sha256, until_at: runtime.now() + HOLD_MS };
      await tx.insertInto('blob_holds').values(row).execute();
      return id;
    });
  });
}

/**
 * In the transaction that writes the row of a file: its hold is over with that, and whoever would remove the bytes
 * waits for its end. Throws `file_content_expired` where they were removed before.
 */
export async function keep(tx: Database, sha256: string, holdId: string): Promise<void> {
  if (!(await lockFound(tx, 'blobs', sha256))) throw fileErrors.file_content_expired();
  await unhold(tx, holdId);
}

async function tried<T>(act: () => Promise<T | null>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const done = await act();
      if (done !== null) return done;
    } catch (error) {
      if (!isDeadlock(error) || tries === MAX_TRIES) throw error;
    }
    if (tries === MAX_TRIES) throw fileErrors.file_content_expired();
  }
}

export async function unhold(db: Database, holdId: string): Promise<void> {
  await db.deleteFrom('blob_holds').where('id', '=', holdId).execute();
}

/** Removes the bytes of a hash while nobody else can store or keep them, unless somebody does. */
export async function removeIfUnused(db: Database, { runtime, blobs }: Needs, sha256: string): Promise<void> {
  await tried(() =>
    inTransaction(db, async (tx) => {
      if (!(await lockFound(tx, 'blobs', sha256)) || (await isKept(tx, sha256, runtime.now()))) return true;
      await blobs.remove(sha256);
      await tx.deleteFrom('blob_holds').where('blob_id', '=', sha256).execute();
      await tx.deleteFrom('blobs').where('id', '=', sha256).execute();
      return true;
    }),
  );
}

async function isKept(tx: Database, sha256: string, now: number): Promise<boolean> {
  const file = tx.selectFrom('files').select('id').where('sha256', '=', sha256);
  if (await file.limit(1).executeTakeFirst()) return true;
  const held = tx.selectFrom('blob_holds').select('id').where('blob_id', '=', sha256);
  return (await held.where('until_at', '>', now).limit(1).executeTakeFirst()) !== undefined;
}

/** Hashes that no file has and that nobody holds, after one; `limit` of them. */
export async function unusedBlobs(
  db: Database,
  now: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('blobs')
    .select('blobs.id')
    .where('blobs.id', '>', after)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('files').select('files.id').whereRef('files.sha256', '=', 'blobs.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('blob_holds')
            .select('blob_holds.id')
            .whereRef('blob_holds.blob_id', '=', 'blobs.id')
            .where('blob_holds.until_at', '>', now),
        ),
      ),
    )
    .orderBy('blobs.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
