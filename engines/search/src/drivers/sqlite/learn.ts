// A learned collection makes its vectors from its own words. When it has grown enough it learns a new space, and in
// the same transaction every vector is made anew from the stored text: vectors of two spaces never meet in a query.
import type { DatabaseSync } from 'node:sqlite';
import { bagOf, type LatentSpace, learnSpace, MAX_SAMPLE } from '../../lib/latent.ts';
import { embedLearned, LEARNED_WIDTH, relocated } from '../../lib/learned-embedder.ts';
import { tokensOf } from '../../lib/tokens.ts';
import { rewriteChecksums } from './checksums.ts';
import { readSettings, writeSetting } from './settings.ts';
import { decodeSpace, encodeSpace } from './space-body.ts';

/** Below, hashed words alone do. */
const FIRST_LEARNING = 64;
/** Learning anew at each such growth costs, all together, about three times the last one. */
const GROWTH = 1.5;

/** Keys only rise, and no fewer of them came than passages: to count all of them after each change would be slow. */
export function isLearningDue(db: DatabaseSync): boolean {
  const { vectors, learnedAt, learnedKey } = readSettings(db);
  const wanted = Math.max(FIRST_LEARNING, learnedAt * GROWTH);
  if (vectors !== 'learned' || lastKey(db) - learnedKey < wanted - learnedAt) return false;
  return countSearched(db) >= wanted;
}

/** Decoding a space of many terms takes longer than to put a document into it. */
const decoded = new WeakMap<DatabaseSync, { epoch: number; space: LatentSpace }>();

export function currentSpace(db: DatabaseSync): LatentSpace | undefined {
  const epoch = db.prepare('SELECT max(epoch) epoch FROM spaces').get()?.epoch;
  if (epoch === null || epoch === undefined) return undefined;
  const known = decoded.get(db);
  if (known?.epoch === epoch) return known.space;
  const body = db.prepare('SELECT body FROM spaces WHERE epoch = ?').get(epoch)?.body as Uint8Array;
  const space = decodeSpace(body);
  decoded.set(db, { epoch: Number(epoch), space });
  return space;
}

/**
 * Learns from an even sample and embeds everything anew. Runs inside the caller's transaction. `grown`: the vectors are
 * sound, and their half that is hashed from words is the same in every space.
 */
export function learn(db: DatabaseSync, why: 'grown' | 'anew' = 'anew'): void {
  const { epoch } = readSettings(db);
  const count = countSearched(db);
  const space = learnSpace(sampleBags(db, count));
  db.exec('DELETE FROM spaces');
  if (space) db.prepare('INSERT INTO spaces (epoch, body) VALUES (?, ?)').run(epoch + 1, encodeSpace(space));
  const keep = db.prepare('INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)');
  for (const { key = null, heading, text, terms, vector: former } of db
    .prepare(
      `SELECT passages.key, heading, text, terms, vector FROM passages LEFT JOIN vectors USING (key) WHERE is_context = 0`,
    )
    .iterate()) {
    const words = String(terms).split(' ');
    const vector =
      why === 'grown' && former
        ? relocated(space, new Float32Array(Uint8Array.from(former as Uint8Array).buffer), words)
        : embedLearned(
            space,
            { tokens: [...tokensOf(String(heading)), ...tokensOf(String(text))], terms: words },
            'passage',
          );
    keep.run(key, new Uint8Array(vector.buffer));
  }
  rewriteChecksums(db);
  writeSetting(db, 'epoch', epoch + 1);
  writeSetting(db, 'learnedAt', count);
  writeSetting(db, 'learnedKey', lastKey(db));
}

/** Given vectors go, and the collection is its own teacher from here on. */
export function turnIntoLearned(db: DatabaseSync): void {
  writeSetting(db, 'vectors', 'learned');
  writeSetting(db, 'metric', 'dot');
  writeSetting(db, 'width', LEARNED_WIDTH);
  learn(db);
}

const lastKey = (db: DatabaseSync) => Number(db.prepare('SELECT max(key) key FROM passages').get()?.key ?? 0);

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
