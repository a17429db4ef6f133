// A learned collection makes its vectors from its own words, and when it has grown enough it learns a new space. A small
// one does so in the transaction that made it due, and all vectors are made anew there. Of a larger one a space is
// learned in another thread, from the passages of one moment, and vectors move into it by and by (move.ts).
import { DatabaseSync } from 'node:sqlite';
import { bagOf, learnSpace, MAX_SAMPLE } from '../../lib/latent.ts';
import { embedLearned, LEARNED_WIDTH, relocated } from '../../lib/learned-embedder.ts';
import { tokensOf } from '../../lib/tokens.ts';
import { rewriteChecksums } from './checksums.ts';
import { abandonMove, type Learned } from './move.ts';
import { prepared } from './prepared.ts';
import { readSettings, writeSetting } from './settings.ts';
import { encodeSpace } from './space-body.ts';
import { spaceAt, storeSpace } from './spaces.ts';
import { throwIfStopping } from './stopping.ts';
import { toBlob } from './vector-blob.ts';

/** Below, hashed words alone do. */
const FIRST_LEARNING = 64;
/** Learning anew at each such growth costs, all together, about three times the last one. */
const GROWTH = 1.5;
/** A space of a full sample changes little as the collection grows. */
const GROWTH_WHEN_FULL = 2;
/** Passages of which a space is learned, and all vectors made anew, within the write that makes it due. */
export const MAX_LEARNED_AT_ONCE = 2_048;

/** Keys only rise, and no fewer of them came than passages: to count all of them after each change would be slow. */
export function learningDue(db: DatabaseSync): 'now' | 'beside' | undefined {
  const { vectors, learnedAt, learnedKey, coming } = readSettings(db);
  if (vectors !== 'learned' || coming) return undefined;
  const wanted = Math.max(FIRST_LEARNING, learnedAt * (learnedAt < MAX_SAMPLE ? GROWTH : GROWTH_WHEN_FULL));
  if (lastKey(db) - learnedKey < wanted - learnedAt) return undefined;
  const count = countSearched(db);
  if (count < wanted) return undefined;
  return count <= MAX_LEARNED_AT_ONCE ? 'now' : 'beside';
}

function learnedFrom(db: DatabaseSync): Learned {
  const learnedAt = countSearched(db);
  const space = learnSpace(sampleBags(db, learnedAt), { onStep: throwIfStopping });
  return {
    ...{ epoch: readSettings(db).epoch, learnedAt, learnedKey: lastKey(db) },
    ...(space ? { body: encodeSpace(space) } : {}),
  };
}

/** In a thread that does nothing else, while the collection is written and read. */
export function learnBeside(path: string): Learned {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    // One transaction: all of it is of one moment.
    db.exec('BEGIN');
    return learnedFrom(db);
  } finally {
    db.close();
  }
}

/**
 * Learns from an even sample and embeds everything anew. Runs inside the caller's transaction. `grown`: the vectors are
 * sound, and their half that is hashed from words is the same in every space.
 */
export function learn(db: DatabaseSync, why: 'grown' | 'anew' = 'anew'): void {
  const { epoch, learnedAt, learnedKey, body } = learnedFrom(db);
  abandonMove(db);
  db.exec('DELETE FROM spaces');
  if (body) storeSpace(db, epoch + 1, body);
  const space = spaceAt(db, epoch + 1);
  const keep = prepared(db, 'INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)');
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
    keep.run(key, toBlob(vector));
  }
  rewriteChecksums(db);
  writeSetting(db, 'epoch', epoch + 1);
  writeSetting(db, 'learnedAt', learnedAt);
  writeSetting(db, 'learnedKey', learnedKey);
}

/** Given vectors go, and the collection is its own teacher from here on. */
export function turnIntoLearned(db: DatabaseSync): void {
  writeSetting(db, 'vectors', 'learned');
  writeSetting(db, 'metric', 'dot');
  writeSetting(db, 'width', LEARNED_WIDTH);
  learn(db);
}

const lastKey = (db: DatabaseSync) =>
  Number(prepared(db, 'SELECT max(key) key FROM passages').get()?.key ?? 0);

function countSearched(db: DatabaseSync): number {
  return Number(prepared(db, 'SELECT count(*) count FROM passages WHERE is_context = 0').get()?.count);
}

/** All, or so many evenly over the keys. */
function sampleBags(db: DatabaseSync, count: number) {
  return db
    .prepare(
      `SELECT terms FROM passages WHERE key IN (
         SELECT key FROM (SELECT key, row_number() OVER (ORDER BY key) - 1 place FROM passages WHERE is_context = 0)
         WHERE place * ?1 % ?2 < ?1
       ) ORDER BY key`,
    )
    .all(Math.min(MAX_SAMPLE, count), Math.max(1, count))
    .map(({ terms }) => bagOf(String(terms).split(' ')));
}
