import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from './directory.ts';

function filled() {
  const directory = createDirectory();
  for (let key = 1; key <= 3_000; key++) directory.put(key, `d${key % 3}`, key);
  return directory;
}

test('everything() counts what is there, and follows removals', () => {
  const directory = filled();
  assert.equal(directory.everything().size, 3_000);
  directory.remove(3_000);
  directory.remove(3_000);
  directory.remove(9_999_999);
  const { size, totalLength } = directory.everything();
  assert.deepEqual([size, totalLength], [2_999, (2_999 * 3_000) / 2]);
  assert.ok(!directory.everything().has(3_000));
});

test('admit() has the passages of the documents, each once, and knows no others', () => {
  const directory = filled();
  const admission = directory.admit(['d1', 'd1', 'none']);
  assert.equal(admission.size, 1_000);
  assert.ok(admission.has(1) && !admission.has(2) && !admission.has(9_999_999));
  assert.deepEqual([...admission.keys()].slice(0, 3), [1, 4, 7]);
  directory.remove(4);
  assert.equal(directory.admit(['d1']).size, 999);
  assert.equal(directory.admit([]).size, 0);
});

test('narrow() keeps what both have', () => {
  const directory = filled();
  const narrowed = directory.narrow(directory.admit(['d1']), [1, 2, 4, 4]);
  assert.deepEqual([...narrowed.keys()], [1, 4]);
  assert.equal(narrowed.totalLength, 5);
});
