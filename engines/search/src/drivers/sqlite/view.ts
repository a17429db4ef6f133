// What a reader holds of a collection in memory. It follows the file: before each answer it takes in what was
// committed since the last one, so that whoever waited for a write finds it.
import type { DatabaseSync } from 'node:sqlite';
import { type Admission, createDirectory, type Directory } from '../../lib/directory.ts';
import type { LatentSpace } from '../../lib/latent.ts';
import type { Filter } from '../../lib/query.ts';
import { createVectorTable, type VectorTable } from '../../lib/vector-table.ts';
import { currentSpace } from './learn.ts';
import { readSettings, type Settings } from './settings.ts';

export type View = {
  readonly db: DatabaseSync;
  readonly settings: Settings;
  readonly directory: Directory;
  readonly vectors: VectorTable | undefined;
  readonly space: LatentSpace | undefined;
};

export type LiveView = {
  /** The view of this moment. Inside a transaction it agrees with everything else that is read there. */
  current(): View;
};

export function createView(db: DatabaseSync): LiveView {
  let settings = readSettings(db);
  let directory = createDirectory();
  let vectors: VectorTable | undefined;
  let space: LatentSpace | undefined;
  let lastKey = 0;
  let lastRemoval = 0;

  const startAnew = () => {
    directory = createDirectory();
    vectors = undefined;
    space = settings.vectors === 'learned' ? currentSpace(db) : undefined;
    [lastKey, lastRemoval] = [0, 0];
  };
  const takeIn = () => {
    if (settings.width !== undefined) vectors ??= createVectorTable(settings.width, settings.metric);
    const added = db.prepare(
      'SELECT key, document_id, length FROM passages WHERE key > ? AND is_context = 0 ORDER BY key',
    );
    for (const { key, document_id, length } of added.iterate(lastKey))
      directory.put(Number(key), String(document_id), Number(length));
    const located = db.prepare('SELECT key, vector FROM vectors WHERE key > ? ORDER BY key');
    let last = lastKey;
    for (const { key, vector } of located.iterate(lastKey)) {
      last = Number(key);
      vectors?.put(last, toVector(vector as Uint8Array));
    }
    lastKey = last;
    for (const { sequence, key } of db
      .prepare('SELECT sequence, key FROM removals WHERE sequence > ? ORDER BY sequence')
      .iterate(lastRemoval)) {
      directory.remove(Number(key));
      vectors?.remove(Number(key));
      lastRemoval = Number(sequence);
    }
  };

  startAnew();
  return {
    current() {
      const now = readSettings(db);
      const isAnew = now.epoch !== settings.epoch || now.vectors !== settings.vectors;
      settings = now;
      if (isAnew) startAnew();
      takeIn();
      return { db, settings, directory, vectors, space };
    },
  };
}

/** Copied: SQLite's bytes need not lie where four-byte numbers may. */
function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** The passages that exist for a query; all of them without a filter. */
export function admissionOf({ db, directory }: View, { documentIds, where }: Filter): Admission {
  const admission = documentIds ? directory.admit(documentIds) : directory.everything();
  const conditions = Object.entries(where ?? {});
  if (conditions.length === 0) return admission;
  const sql = conditions.map(() => 'attributes ->> ? IN (SELECT value FROM json_each(?))').join(' AND ');
  const rows = db
    .prepare(`SELECT key FROM passages WHERE is_context = 0 AND ${sql}`)
    .all(...conditions.flatMap(([name, values]) => [`$."${name}"`, JSON.stringify([values].flat())]));
  return directory.narrow(
    admission,
    rows.map(({ key }) => Number(key)),
  );
}
