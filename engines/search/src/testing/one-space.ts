import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { readSettings } from '../drivers/sqlite/settings.ts';
import { currentSpace } from '../drivers/sqlite/spaces.ts';
import { embedLearned } from '../lib/learned-embedder.ts';
import { indexTerms } from '../lib/terms.ts';

/** Holds every vector of a closed learned collection against what its space makes of the text. Answers the epoch. */
export function assertOneSpace(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const [space, settings] = [currentSpace(db), readSettings(db)];
    const rows = db
      .prepare('SELECT passages.key, heading, text, vector FROM passages LEFT JOIN vectors USING (key)')
      .all();
    for (const { key, heading, text, vector } of rows) {
      const made = embedLearned(space, indexTerms(String(text), String(heading)), 'passage');
      const kept = vector as Uint8Array | null;
      assert.ok(kept, `Passage ${key} has no vector`);
      assert.ok(Buffer.from(made.buffer).equals(kept), `The vector of passage ${key} is of another space`);
    }
    const { count } = db.prepare('SELECT count(*) count FROM vectors').get() ?? {};
    assert.equal(count, rows.length, 'There are vectors of passages that are gone');
    return settings.epoch;
  } finally {
    db.close();
  }
}
