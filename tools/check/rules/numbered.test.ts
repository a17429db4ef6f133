import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { numbered } from './numbered.ts';

const MIGRATIONS = 'server/src/db/migrations';
const both = (name: string) => ({
  [`${MIGRATIONS}/${name}/sqlite.sql`]: '',
  [`${MIGRATIONS}/${name}/mysql.sql`]: '',
});
const told = (texts: Record<string, string>) =>
  numbered(projectOf(texts)).findings.map(({ path, message }) => `${path}: ${message}`);

test('numbered: migrations and decisions with numbers of their own are fine', () => {
  const decisions = { 'docs/decisions/0001-a.md': '', 'docs/decisions/0003-b.md': '' };
  assert.deepEqual(told({ ...both('0001-a'), ...both('0002-b'), ...decisions }), []);
});

test('numbered: a number that is taken twice is found', () => {
  assert.deepEqual(told({ ...both('0002-a'), ...both('0002-b') }), [
    `${MIGRATIONS}/0002-b: Number 0002 is that of 0002-a, too`,
  ]);
  assert.deepEqual(told({ 'docs/decisions/0004-a.md': '', 'docs/decisions/0004-b.md': '' }), [
    'docs/decisions/0004-b.md: Number 0004 is that of 0004-a.md, too',
  ]);
});

test('numbered: a migration for one database alone, and a name without a number, are found', () => {
  assert.deepEqual(told({ [`${MIGRATIONS}/0001-a/sqlite.sql`]: '' }), [
    `${MIGRATIONS}/0001-a/mysql.sql: Migration is missing for this database`,
  ]);
  assert.deepEqual(told({ 'docs/decisions/later.md': '' }), [
    'docs/decisions/later.md: Name has no number before it',
  ]);
});
