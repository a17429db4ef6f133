// A space that was learned beside the writes takes over in small steps. Vectors of the next space stand in a table of
// their own: what is there is moved a thousand at a time, what comes meanwhile is written for both, and what is removed
// leaves both. Once all are there the two tables change places in one transaction: no query ever compares vectors of
// two spaces. Every step is durable, and goes on where it was after a crash.
import type { DatabaseSync } from 'node:sqlite';
import { relocated } from '../../lib/learned-embedder.ts';
import { sumOfVector } from './checksums.ts';
import { prepared } from './prepared.ts';
import { forgetSetting, readSettings, writeSetting } from './settings.ts';
import { spaceAt, storeSpace } from './spaces.ts';
import { toBlob } from './vector-blob.ts';

/** Vectors that one transaction moves: writes wait so long. */
const MOVED_AT_ONCE = 1_000;
/** Former vectors that one transaction takes away. */
const CLEARED_AT_ONCE = 4_000;

/** What was learned from the passages of one moment. */
export type Learned = {
  /** Of the collection at that moment. */
  epoch: number;
  /** Passages that there were, and the last key. */
  learnedAt: number;
  learnedKey: number;
  /** Absent where there is too little to learn from. */
  body?: Uint8Array;
};

/** Whether vectors of a former space wait to be taken away. */
export function hasFormer(db: DatabaseSync): boolean {
  return (
    readSettings(db).coming === undefined && prepared(db, 'SELECT 1 FROM coming LIMIT 1').get() !== undefined
  );
}

/** Each act runs inside the caller's transaction. A space of vectors that are others by now is not taken. */
export function beginMove(db: DatabaseSync, { epoch, learnedAt, learnedKey, body }: Learned): void {
  const settings = readSettings(db);
  if (settings.epoch !== epoch || settings.vectors !== 'learned' || settings.coming || hasFormer(db)) return;
  if (body) storeSpace(db, epoch + 1, body);
  const moveTo = Number(prepared(db, 'SELECT max(key) key FROM passages').get()?.key ?? 0);
  const coming = { epoch: epoch + 1, learnedAt, learnedKey, moveTo, moved: 0 };
  writeSetting(db, 'coming', JSON.stringify(coming));
}

export function moveSome(db: DatabaseSync): void {
  const { coming } = readSettings(db);
  if (!coming) return;
  const rows = prepared(
    db,
    'SELECT key, terms, vector FROM vectors JOIN passages USING (key) WHERE key > ? AND key <= ? ORDER BY key LIMIT ?',
  ).all(coming.moved, coming.moveTo, MOVED_AT_ONCE);
  const space = spaceAt(db, coming.epoch);
  for (const { key, terms, vector } of rows) {
    const former = new Float32Array(Uint8Array.from(vector as Uint8Array).buffer);
    keepComing(db, Number(key), relocated(space, former, String(terms).split(' ')));
  }
  if (rows.length < MOVED_AT_ONCE) takeOver(db);
  else writeSetting(db, 'coming', JSON.stringify({ ...coming, moved: Number(rows.at(-1)?.key) }));
}

/** Of a passage whose other rows are there. */
export function keepComing(db: DatabaseSync, key: number | bigint, vector: Float32Array): void {
  const blob = toBlob(vector);
  prepared(db, 'INSERT INTO coming (key, vector) VALUES (?, ?)').run(key, blob);
  prepared(db, 'UPDATE checksums SET coming = ? WHERE key = ?').run(sumOfVector(blob), key);
}

function takeOver(db: DatabaseSync): void {
  const { coming } = readSettings(db);
  if (!coming) return;
  db.exec(`
    ALTER TABLE vectors RENAME TO former;
    ALTER TABLE coming RENAME TO vectors;
    ALTER TABLE former RENAME TO coming;
    UPDATE checksums SET vector = coming, coming = NULL WHERE coming IS NOT NULL`);
  prepared(db, 'DELETE FROM spaces WHERE epoch != ?').run(coming.epoch);
  writeSetting(db, 'epoch', coming.epoch);
  writeSetting(db, 'learnedAt', coming.learnedAt);
  writeSetting(db, 'learnedKey', coming.learnedKey);
  forgetSetting(db, 'coming');
}

export function clearSome(db: DatabaseSync): void {
  if (!hasFormer(db)) return;
  prepared(db, 'DELETE FROM coming WHERE key IN (SELECT key FROM coming ORDER BY key LIMIT ?)').run(
    CLEARED_AT_ONCE,
  );
}

/** All vectors are made anew: what was on its way is for nothing. */
export function abandonMove(db: DatabaseSync): void {
  db.exec('DELETE FROM coming');
  forgetSetting(db, 'coming');
}
