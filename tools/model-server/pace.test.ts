import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePaced } from './pace.ts';

test('writePaced() writes all pieces in order and waits at least their delays', async () => {
  const writes: string[] = [];
  const sink = { destroyed: false, write: (text: string) => writes.push(text) };
  const start = performance.now();
  assert.equal(await writePaced(sink, ['a', 'b', 'c', 'd'], { firstMs: 20, gapMs: 10 }), true);
  assert.ok(performance.now() - start >= 49);
  assert.equal(writes.join(''), 'abcd');
});

test('writePaced() without a gap is one write', async () => {
  const writes: string[] = [];
  const sink = { destroyed: false, write: (text: string) => writes.push(text) };
  await writePaced(sink, ['a', 'b', 'c'], { firstMs: 0, gapMs: 0 });
  assert.deepEqual(writes, ['abc']);
});

test('writePaced() stops when the other side hung up', async () => {
  const writes: string[] = [];
  const sink = {
    destroyed: false,
    write(text: string) {
      writes.push(text);
      this.destroyed = true;
    },
  };
  const pieces = Array.from({ length: 50 }, () => 'x');
  assert.equal(await writePaced(sink, pieces, { firstMs: 0, gapMs: 20 }), false);
  assert.ok(writes.join('').length < 50);
});
