import type { DatabaseSync } from 'node:sqlite';
import { throwIfStopping } from './stopping.ts';

const CHUNK = 2_000;

/** All vectors above a key, many at a time side by side. */
export function* chunksOf(
  db: DatabaseSync,
  after: number,
  width: number,
): Generator<{ keys: BigUint64Array; vectors: Float32Array }> {
  const read = db.prepare('SELECT key, vector FROM vectors WHERE key > ? ORDER BY key LIMIT ?');
  for (let last = after; ; ) {
    throwIfStopping();
    const rows = read.all(last, CHUNK);
    if (rows.length === 0) return;
    const vectors = new Float32Array(rows.length * width);
    const bytes = new Uint8Array(vectors.buffer);
    for (const [at, { vector }] of rows.entries()) bytes.set(vector as Uint8Array, at * width * 4);
    last = Number(rows.at(-1)?.key);
    yield { keys: BigUint64Array.from(rows, ({ key }) => BigInt(Number(key))), vectors };
  }
}
