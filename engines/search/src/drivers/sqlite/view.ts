// What a reader holds of a collection in memory. It follows the file: before each answer it takes in what was
// committed since the last one, so that whoever waited for a write finds it.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Admission, createDirectory, type Directory } from '../../lib/directory.ts';
import type { LatentSpace } from '../../lib/latent.ts';
import type { Filter, Query } from '../../lib/query.ts';
import { prepared } from './prepared.ts';
import type { Resident } from './resident.ts';
import { readSettings, type Settings } from './settings.ts';
import { currentSpace } from './spaces.ts';
import { createVectors, type Vectors } from './vectors.ts';

export type View = {
  readonly db: DatabaseSync;
  readonly settings: Settings;
  readonly directory: Directory;
  readonly vectors: Vectors;
  readonly space: LatentSpace | undefined;
};

export type LiveView = {
  /** Calls with the view of one moment, which agrees with everything else that is read meanwhile. */
  read<T>(act: (view: View) => T): T;
  share(resident: Resident): void;
};

/** `writes` where the same connection also changes the collection. */
export function createView(db: DatabaseSync, path: string, writes: boolean): LiveView {
  const directory = createDirectory();
  const vectors = createVectors(db, path);
  let view: View | undefined;
  let version: unknown;
  let lastKey = 0;
  let lastRemoval = 0;

  const takeIn = () => {
    const added = db.prepare(
      'SELECT key, document_id, length FROM passages WHERE key > ? AND is_context = 0 ORDER BY key',
    );
    for (const { key, document_id, length } of added.iterate(lastKey)) {
      lastKey = Number(key);
      directory.put(lastKey, String(document_id), Number(length));
    }
    for (const { sequence, key } of db
      .prepare('SELECT sequence, key FROM removals WHERE sequence > ? ORDER BY sequence')
      .iterate(lastRemoval)) {
      directory.remove(Number(key));
      lastRemoval = Number(sequence);
    }
  };
  const follow = (): View => {
    // It tells of commits through other connections, and not of our own.
    const now = writes ? Number.NaN : prepared(db, 'PRAGMA data_version').get()?.data_version;
    if (view && now === version) return view;
    const settings = readSettings(db);
    takeIn();
    vectors.follow(settings);
    const isSame = view?.settings.epoch === settings.epoch && view.settings.vectors === settings.vectors;
    const space = isSame ? view?.space : settings.vectors === 'learned' ? currentSpace(db) : undefined;
    version = now;
    view = { db, settings, directory, vectors, space };
    return view;
  };

  return {
    share: (resident) => vectors.share(resident),
    read(act) {
      prepared(db, 'BEGIN').run();
      try {
        return act(follow());
      } finally {
        prepared(db, 'COMMIT').run();
      }
    },
  };
}

/** The passages that exist for a query; all of them without a filter. */
export function admissionOf(
  { db, directory }: View,
  { documentIds, exceptDocumentIds, where }: Filter,
): Admission {
  const named = documentIds ? directory.admit(documentIds) : directory.everything();
  const admission = exceptDocumentIds ? directory.without(named, exceptDocumentIds) : named;
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

/** The same for the same filter, and different for any other. */
export function filterName({
  documentIds,
  exceptDocumentIds,
  where,
  phrases,
}: Pick<Query, keyof Filter | 'phrases'>): string {
  return createHash('sha256')
    .update(JSON.stringify([documentIds, exceptDocumentIds, where, phrases]))
    .digest('base64');
}
