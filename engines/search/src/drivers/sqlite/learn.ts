// A learned collection makes its vectors from its own words. When it has grown enough it learns a new space, and in
// the same transaction every vector is made anew from the stored text: vectors of two spaces never meet in a query.
import type { DatabaseSync } from 'node:sqlite';
import { bagOf, type LatentSpace, learnSpace, MAX_SAMPLE } from '../../lib/latent.ts';
import { embedLearned, LEARNED_WIDTH } from '../../lib/learned-embedder.ts';
import { rewriteChecksums } from './checksums.ts';
import { readSettings, writeSetting } from './settings.ts';
import { decodeSpace, encodeSpace } from './space-body.ts';

/** Below, hashed words alone do. */
const FIRST_LEARNING = 64;
/** Learning anew at each such growth costs, all together, about three times the last one. */
const GROWTH = 1.5;

export function isLearningDue(db: DatabaseSync): boolean {
  const { vectors, learnedAt } = readSettings(db);
  return vectors === 'learned' && countSearched(db) >= Math.max(FIRST_LEARNING, learnedAt * GROWTH);
}

export function currentSpace(db: DatabaseSync): LatentSpace | undefined {
  const body = db.prepare('SELECT body FROM spaces ORDER BY epoch DESC LIMIT 1').get()?.body;
  return body === undefined ? undefined : decodeSpace(body as Uint8Array);
}

/** Learns from an even sample and embeds everything anew. Runs inside the caller's transaction. */
export function learn(db: DatabaseSync): void {
  const { epoch } = readSettings(db);
  const count = countSearched(db);
  const space = learnSpace(sampleBags(db, count));
  db.exec('DELETE FROM spaces');
  if (space) db.prepare('INSERT INTO spaces (epoch, body) VALUES (?, ?)').run(epoch + 1, encodeSpace(space));
  const keep = db.prepare('INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)');
  for (const { key = null, heading, text, terms } of db
    .prepare('SELECT key, heading, text, terms FROM passages WHERE is_context = 0')
    .iterate()) {
    const vector = embedPassage(space, String(heading), String(text), String(terms).split(' '));
    keep.run(key, new Uint8Array(vector.buffer));
  }
  rewriteChecksums(db);
  writeSetting(db, 'epoch', epoch + 1);
  writeSetting(db, 'learnedAt', count);
}

/** Given vectors go, and the collection is its own teacher from here on. */
export function turnIntoLearned(db: DatabaseSync): void {
  writeSetting(db, 'vectors', 'learned');
  writeSetting(db, 'metric', 'dot');
  writeSetting(db, 'width', LEARNED_WIDTH);
  learn(db);
}

export function embedPassage(
  space: LatentSpace | undefined,
  heading: string,
  text: string,
  terms: readonly string[],
): Float32Array {
  return embedLearned(space, heading === '' ? text : `${heading}\n${text}`, terms, 'passage');
}

function countSearched(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count(*) count FROM passages WHERE is_context = 0').get()?.count);
}

function sampleBags(db: DatabaseSync, count: number) {
  const step = Math.max(1, Math.ceil(count / MAX_SAMPLE));
  return db
    .prepare(
      `SELECT terms FROM (
         SELECT terms, row_number() OVER (ORDER BY key) place FROM passages WHERE is_context = 0
       ) WHERE place % ? = 0`,
    )
    .all(step)
    .map(({ terms }) => bagOf(String(terms).split(' ')));
}
