import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { openCollectionFile } from './collection-file.ts';

const root = mkdtempSync(join(tmpdir(), 'search-former-'));
after(() => rmSync(root, { recursive: true }));

/** A file as format 1 wrote it. */
function former(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(`
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE passages (
      key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
      text TEXT NOT NULL, attributes TEXT NOT NULL, vector BLOB NOT NULL
    );
    CREATE INDEX passages_of_document ON passages (document_id);
    CREATE VIRTUAL TABLE words USING fts5 (
      terms, content = '', contentless_delete = 1,
      tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mc Mn'"
    );
    INSERT INTO settings VALUES ('width', '2');
    PRAGMA application_id = 1634169701; PRAGMA user_version = 1;`);
  const insert = db.prepare(
    'INSERT INTO passages (id, document_id, text, attributes, vector) VALUES (?, ?, ?, ?, ?)',
  );
  const index = db.prepare('INSERT INTO words (rowid, terms) VALUES (?, ?)');
  for (const [id, text] of [
    ['a', 'Swept wings lift'],
    ['b', '向量数据库'],
  ]) {
    const vector = new Uint8Array(Float32Array.of(1, id === 'a' ? 0 : 1).buffer);
    const { lastInsertRowid } = insert.run(id as string, `d-${id}`, text as string, '{"page":3}', vector);
    index.run(lastInsertRowid, text as string);
  }
  db.close();
}

test('a collection of the former format opens with its texts, attributes and vectors', () => {
  const path = join(root, 'a.sqlite');
  former(path);
  for (const time of ['first', 'again']) {
    const file = openCollectionFile(path);
    assert.equal(file.count(), 2, time);
    assert.deepEqual(file.get(['a'])[0]?.attributes, { page: 3 });
    assert.equal(file.query({ text: 'wing', mode: 'keyword', limit: 1 })[0]?.id, 'a');
    assert.equal(file.query({ text: '数据库', mode: 'keyword', limit: 1 })[0]?.id, 'b');
    const [hit] = file.query({ vector: Float32Array.of(1, 1), mode: 'vector', limit: 1 });
    assert.equal(hit?.id, 'b');
    file.close();
  }
});

test('a former collection becomes a learning one when it is opened so', () => {
  const path = join(root, 'b.sqlite');
  former(path);
  const file = openCollectionFile(path);
  file.prepare({ vectors: 'learned' });
  file.upsert([{ id: 'c', documentId: 'd-c', text: 'drag of bodies' }]);
  assert.equal(file.query({ text: 'drag', mode: 'hybrid', limit: 1 })[0]?.id, 'c');
  assert.equal(file.query({ text: 'wings', mode: 'vector', limit: 1 })[0]?.id, 'a');
  file.close();
});
