// The spaces of a collection: the one that its vectors are of, and the one that they are being moved into.
import type { DatabaseSync } from 'node:sqlite';
import type { LatentSpace } from '../../lib/latent.ts';
import { prepared } from './prepared.ts';
import { readSettings } from './settings.ts';
import { decodeSpace } from './space-body.ts';

/** The present one and the next. */
const MAX_DECODED = 2;

/** Decoding a space of many terms takes longer than to put a document into it. */
const decoded = new WeakMap<DatabaseSync, Map<number, LatentSpace>>();

export const currentSpace = (db: DatabaseSync): LatentSpace | undefined =>
  spaceAt(db, readSettings(db).epoch);

export function spaceAt(db: DatabaseSync, epoch: number): LatentSpace | undefined {
  const known = decoded.get(db) ?? new Map<number, LatentSpace>();
  const found = known.get(epoch);
  if (found) return found;
  const body = prepared(db, 'SELECT body FROM spaces WHERE epoch = ?').get(epoch)?.body;
  if (!body) return undefined;
  const space = decodeSpace(body as Uint8Array);
  for (const former of known.keys()) if (known.size >= MAX_DECODED) known.delete(former);
  known.set(epoch, space);
  decoded.set(db, known);
  return space;
}

export function storeSpace(db: DatabaseSync, epoch: number, body: Uint8Array): void {
  // SQLite takes no memory that threads share.
  prepared(db, 'INSERT INTO spaces (epoch, body) VALUES (?, ?)').run(epoch, Uint8Array.from(body));
}
