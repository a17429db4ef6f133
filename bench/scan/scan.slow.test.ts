// Holds the scan's precision and recall against Debian's Bandit from falling.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askBandit, OWN_CORPUS, pythonFiles, standardLibrary } from './bandit.ts';
import { compare, shareOf, totalOf } from './compare.ts';

/** Reached: 0.997 and 0.992. */
const MIN_PRECISION = 0.98;
const MIN_RECALL = 0.98;

test('of honest code in quantity, the standard library, scan and Bandit say the same', async (t) => {
  const files = pythonFiles(standardLibrary(), 0);
  assert.ok(files.length > 100);
  const comparison = await compare(files, await askBandit(files));
  const { precision, recall } = shareOf(totalOf(comparison.rules));
  const differing = [...comparison.onlyTheirs, ...comparison.onlyOurs].slice(0, 20).join('\n');
  assert.deepEqual(comparison.unscannable, []);
  assert.ok(totalOf(comparison.rules).theirs > 200);
  assert.ok(precision >= MIN_PRECISION, `precision ${precision}\n${differing}`);
  assert.ok(recall >= MIN_RECALL, `recall ${recall}\n${differing}`);
  t.diagnostic(
    `scan against Bandit on ${files.length} files: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
  );
});

test('of the corpus that meets each rule, nothing that Bandit says is missed', async () => {
  const files = pythonFiles(OWN_CORPUS);
  const bandit = await askBandit(files);
  const comparison = await compare(files, bandit);
  assert.deepEqual(comparison.onlyTheirs, []);
  assert.ok(new Set(bandit.issues.map(({ rule }) => rule)).size >= 55, 'rules are left out of the corpus');
  assert.ok(shareOf(totalOf(comparison.rules)).precision > 0.95);
});

test('what is not reported at all is neither wrong nor missed', () => {
  assert.deepEqual(shareOf({ theirs: 0, ours: 0, both: 0 }), { precision: 1, recall: 1 });
  assert.deepEqual(shareOf({ theirs: 4, ours: 2, both: 1 }), { precision: 0.5, recall: 0.25 });
});
