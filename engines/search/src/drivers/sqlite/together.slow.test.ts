import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { passage } from '../../testing.ts';
import { createResponder, MAX_PASSAGES_TOGETHER, type Request } from './calls.ts';

const root = mkdtempSync(join(tmpdir(), 'search-together-'));
after(() => rmSync(root, { recursive: true }));
const newPath = () => join(root, 'c.sqlite');

test('documents that come together are written together up to a number of passages, and each is answered', () => {
  const SIZE = Math.floor(MAX_PASSAGES_TOGETHER / 2);
  const respond = createResponder();
  const path = newPath();
  const replacements = Array.from({ length: 5 }, (_, index): Request => {
    const passages = Array.from({ length: SIZE }, (_, at) => ({
      ...passage(`${index}-${at}`),
      documentId: `d${index}`,
    }));
    return { kind: 'call', call: index, path, verb: 'replaceDocument', args: [`d${index}`, passages] };
  });
  const commits: number[] = [];
  for (const reply of respond(...replacements)) {
    assert.ok(!('error' in reply));
    const [count] = [...createResponder('reader')({ kind: 'call', call: 9, path, verb: 'count', args: [] })];
    commits.push((count as { value: number }).value);
  }
  assert.deepEqual(commits, [2 * SIZE, 2 * SIZE, 4 * SIZE, 4 * SIZE, 5 * SIZE]);
  for (const _ of respond({ kind: 'close', call: 10 }));
});
