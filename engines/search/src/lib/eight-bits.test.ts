import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../testing/random.ts';
import { eightBitScale, toEightBits } from './eight-bits.ts';
import { prepare, similarity } from './metric.ts';

const WIDTH = 128;
const COUNT = 300;

const next = random(11);
const vectors = Array.from({ length: COUNT }, () =>
  prepare(
    Float32Array.from({ length: WIDTH }, () => next() + next() + next() - 1.5),
    'cosine',
  ),
);

test('the inner products of eight-bit vectors order them nearly as their cosines do', () => {
  const flat = new Float32Array(COUNT * WIDTH);
  for (const [row, vector] of vectors.entries()) flat.set(vector, row * WIDTH);
  const scale = eightBitScale(flat);
  const cells = new Int8Array(COUNT * WIDTH);
  for (const [row, vector] of vectors.entries()) toEightBits(vector, scale, cells, row * WIDTH);
  const dot = similarity('cosine');
  const question = vectors[0] as Float32Array;
  for (const [row, vector] of vectors.entries()) {
    let product = 0;
    for (let at = 0; at < WIDTH; at++) product += (cells[at] as number) * (cells[row * WIDTH + at] as number);
    assert.ok(Math.abs(product / scale ** 2 - dot(vector, 0, question)) < 0.005, `row ${row}`);
  }
});

test('what is too large for eight bits is held as the largest, on either side', () => {
  const cells = new Int8Array(4);
  toEightBits(Float32Array.of(1, -1, 0.5), 200, cells, 1);
  assert.deepEqual([...cells], [0, 127, -127, 100]);
});

test('a scale leaves room for all but the rarest numbers, and there is one for nothing', () => {
  const flat = new Float32Array(20_000).fill(0.1);
  flat[3] = 0.9;
  assert.ok(Math.abs(eightBitScale(flat) - 1_270) < 1);
  assert.equal(eightBitScale(Float32Array.of(0.5, -1)), 127 / 0.5);
  assert.equal(eightBitScale(new Float32Array(8)), 127);
  assert.equal(eightBitScale(new Float32Array()), 127);
});
