import type { DatabaseSync } from 'node:sqlite';
import type { Language } from '../../lib/language.ts';
import { indexTerms } from '../../lib/terms.ts';
import { rewriteChecksums } from './checksums.ts';
import { addLanguages } from './settings.ts';

/** Format 1 had vectors beside the texts and let SQLite stem: text, attributes and vectors stay, the word index is made anew. */
export function rebuildFormer(db: DatabaseSync, schema: string): void {
  db.exec('BEGIN EXCLUSIVE');
  try {
    const width = db.prepare(`SELECT value FROM settings WHERE name = 'width'`).get()?.value;
    db.exec(
      'ALTER TABLE passages RENAME TO former; DROP INDEX passages_of_document; DROP TABLE words; DROP TABLE settings',
    );
    db.exec(schema);
    if (width !== undefined) db.prepare(`INSERT INTO settings VALUES ('width', ?)`).run(width);
    copyPassages(db);
    db.exec('DROP TABLE former; COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function copyPassages(db: DatabaseSync): void {
  const insert = db.prepare(
    `INSERT INTO passages (key, id, document_id, is_context, length, attributes, heading, text, terms)
     VALUES (?, ?, ?, 0, ?, ?, '', ?, ?)`,
  );
  const index = db.prepare('INSERT INTO words (rowid, terms) VALUES (?, ?)');
  index.setReadBigInts(true);
  const languages = new Set<Language>();
  const keep = db.prepare('INSERT INTO vectors (key, vector) VALUES (?, ?)');
  for (const row of db.prepare('SELECT * FROM former ORDER BY key').iterate()) {
    const { key = null, id = null, document_id = null, attributes = null, text = null, vector = null } = row;
    const { terms, length, language } = indexTerms(String(text));
    insert.run(key, id, document_id, length, attributes, text, terms.join(' '));
    index.run(key, terms.join(' '));
    keep.run(key, vector);
    languages.add(language);
  }
  rewriteChecksums(db);
  addLanguages(db, [...languages]);
}
