import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import type { Passage } from '../../lib/passage.ts';
import { openCollectionFile } from './collection-file.ts';

const root = mkdtempSync(join(tmpdir(), 'search-rows-'));
after(() => rmSync(root, { recursive: true }));

const passage = (id: string, more: Partial<Passage> = {}): Passage => ({
  ...{ id, documentId: 'd', text: `text ${id}`, vector: Float32Array.of(1, 2) },
  ...more,
});

test('the sums that are written with a passage are those that are found when it is opened', () => {
  const path = join(root, 'sums.sqlite');
  const file = openCollectionFile(path);
  file.upsert([
    passage('plain'),
    passage('with all', { heading: 'Über', parentId: 'p', at: 1.5, attributes: { n: 1, s: '"' } }),
    passage('whole time', { at: 1_700_000_000_000 }),
    passage('beyond', { at: 1e21 }),
    passage('signs', { text: 'a\0b \ud800 😀 数据' }),
    passage('around', { role: 'context', vector: undefined }),
  ]);
  file.close();
  const again = openCollectionFile(path);
  assert.equal(again.count(), 6);
  assert.equal(again.get(['whole time'])[0]?.at, 1_700_000_000_000);
  again.close();
});

test('what is removed leaves no row in any table', () => {
  const path = join(root, 'removed.sqlite');
  const file = openCollectionFile(path);
  file.upsert([passage('a'), passage('b', { role: 'context', vector: undefined }), passage('c')]);
  file.replaceDocument('d', [passage('a', { text: 'other' })]);
  assert.equal(file.deleteDocument('d'), 1);
  assert.equal(file.deleteDocument('d'), 0);
  file.close();
  const db = new DatabaseSync(path);
  for (const table of ['passages', 'vectors', 'checksums'])
    assert.equal(db.prepare(`SELECT count(*) count FROM ${table}`).get()?.count, 0, table);
  assert.equal(db.prepare('SELECT count(*) count FROM removals').get()?.count, 4);
  assert.deepEqual(db.prepare(`SELECT * FROM words WHERE words MATCH 'text OR other'`).all(), []);
  db.close();
});

test('a passage whose id another document had is there once', () => {
  const file = openCollectionFile(':memory:');
  file.upsert([passage('a')]);
  file.replaceDocument('e', [passage('a', { documentId: 'e', text: 'mine' })]);
  assert.deepEqual(file.listDocument('d'), []);
  assert.equal(file.get(['a'])[0]?.text, 'mine');
  assert.equal(file.query({ text: 'text', mode: 'keyword', limit: 5 }).length, 0);
  file.close();
});
