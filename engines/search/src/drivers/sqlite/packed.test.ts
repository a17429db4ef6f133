import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packNeighbours, packVectors, unpackNeighbours, unpackVectors } from './packed.ts';

test('vectors come out as they went in, those of one buffer as well', () => {
  const whole = Float32Array.of(1, 2, 3, 4, 5, 6);
  const vectors = [whole.subarray(0, 2), whole.subarray(4, 6), Float32Array.of(-1, 0.5)];
  assert.deepEqual(unpackVectors(packVectors(vectors)), vectors);
  assert.equal(packVectors(vectors).cells.buffer.byteLength, 6 * 4);
});

test('neighbours come out as they went in, whatever their ids are', () => {
  const answers = [
    [
      { id: '一', documentId: 'd "1"\n', score: 0.123456789012345 },
      { id: 'x', documentId: ' ', score: -1e300 },
    ],
    [],
    [{ id: '😀\ud800', documentId: 'd', score: 0 }],
  ];
  assert.deepEqual(unpackNeighbours(packNeighbours(answers)), answers);
  assert.deepEqual(unpackNeighbours(packNeighbours([[], []])), [[], []]);
  assert.deepEqual(unpackNeighbours(packNeighbours([])), []);
});
