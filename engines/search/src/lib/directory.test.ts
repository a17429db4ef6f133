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

test('without() leaves out the passages of documents, and is the same where there are none of them', () => {
  const directory = filled();
  const rest = directory.without(directory.everything(), ['d1', 'd1', 'none']);
  assert.equal(rest.size, 2_000);
  assert.ok(!rest.has(1) && rest.has(2) && rest.has(3) && !rest.has(9_999_999));
  assert.equal(rest.totalLength, directory.everything().totalLength - directory.admit(['d1']).totalLength);
  assert.ok(!rest.isEverything);
  assert.equal(directory.without(directory.admit(['d0', 'd1']), ['d1']).size, 1_000);
  assert.equal(directory.without(directory.everything(), ['d0', 'd1', 'd2']).size, 0);
  assert.ok(directory.without(directory.everything(), ['none']).isEverything, 'whatever is fast stays so');
});
