import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { bagOf, learnSpace } from '../../lib/latent.ts';
import { random } from '../../testing/random.ts';
import { openCollectionFile } from './collection-file.ts';
import { readSettings } from './settings.ts';
import { decodeSpace, encodeSpace } from './space-body.ts';

const root = mkdtempSync(join(tmpdir(), 'search-learn-'));
after(() => rmSync(root, { recursive: true }));

const WORDS = 'wing lift drag heat flow body plate shock layer mach'.split(' ');

function passages(from: number, to: number) {
  const next = random(from + 1);
  return Array.from({ length: to - from }, (_, index) => ({
    id: `p${from + index}`,
    documentId: `d${from + index}`,
    text: Array.from({ length: 6 }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' '),
  }));
}

const vectorsIn = (path: string) => {
  const db = new DatabaseSync(path);
  const rows = db.prepare('SELECT key, vector FROM vectors ORDER BY key').all();
  const settings = readSettings(db);
  db.close();
  return { settings, vectors: rows.map(({ vector }) => Buffer.from(vector as Uint8Array).toString('hex')) };
};

test('a collection learns when it has enough, and again when it has grown by half', () => {
  const path = join(root, 'grow.sqlite');
  const epochs: number[] = [];
  for (const [from, to] of [
    [0, 63],
    [63, 64],
    [64, 90],
    [90, 96],
    [96, 97],
  ] as const) {
    const file = openCollectionFile(path);
    file.prepare({ vectors: 'learned' });
    file.upsert(passages(from, to));
    file.close();
    epochs.push(vectorsIn(path).settings.epoch);
  }
  const [start = 0] = epochs;
  assert.deepEqual(epochs, [start, start + 1, start + 1, start + 2, start + 2]);
  assert.equal(vectorsIn(path).settings.learnedAt, 96);
});

test('the same history gives the same vectors, to the bit', () => {
  const made = ['one', 'other'].map((name) => {
    const path = join(root, `${name}.sqlite`);
    const file = openCollectionFile(path);
    file.prepare({ vectors: 'learned' });
    file.upsert(passages(0, 80));
    file.upsert(passages(80, 130));
    file.close();
    return vectorsIn(path).vectors;
  });
  assert.deepEqual(made[0], made[1]);
});

test('after reopening questions are placed in the space that was learned', () => {
  const path = join(root, 'reopened.sqlite');
  const ask = (file: ReturnType<typeof openCollectionFile>) =>
    file.query({ text: 'wing heat', mode: 'vector', limit: 5 }).map(({ id, score }) => [id, score]);
  const file = openCollectionFile(path);
  file.prepare({ vectors: 'learned' });
  file.upsert(passages(0, 100));
  const before = ask(file);
  file.close();
  const again = openCollectionFile(path);
  assert.deepEqual(ask(again), before);
  again.close();
});

test('a space comes back from its bytes as it was', () => {
  const space = learnSpace(passages(0, 100).map(({ text }) => bagOf(text.split(' '))));
  assert.ok(space);
  assert.deepEqual(decodeSpace(encodeSpace(space)), space);
});

test('vectors that move into a larger space are those that would be made anew there', () => {
  const [grown, anew] = [join(root, 'grown.sqlite'), join(root, 'anew.sqlite')];
  const all = passages(0, 120);
  const file = openCollectionFile(grown);
  file.prepare({ vectors: 'learned' });
  file.upsert(all.slice(0, 70));
  // One learning for two documents that come together, as for one after the other.
  file.replaceDocuments(all.slice(70).map((passage) => [passage.documentId, [passage]] as const));
  file.close();
  const whole = openCollectionFile(anew);
  whole.prepare({ vectors: 'learned' });
  whole.upsert(all);
  whole.close();
  assert.equal(vectorsIn(grown).settings.epoch, 3);
  assert.deepEqual(vectorsIn(grown).vectors, vectorsIn(anew).vectors);
});
