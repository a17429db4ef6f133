import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embed, embeddingWidth } from './embedding.ts';

test('embed() puts texts with shared words closer than others', () => {
  const [query, near, far] = ['honey bees', 'bees make honey', 'train timetable'].map((text) =>
    embed(text, 256),
  );
  assert.ok(dot(query!, near!) > dot(query!, far!));
});

test('embed() gives unit vectors, for empty text too', () => {
  for (const text of ['', 'word', '知识库检索']) {
    const vector = embed(text, 32);
    assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-9, text);
  }
});

test('embeddingWidth() prefers the request over the name', () => {
  assert.equal(embeddingWidth('sim-dim128', 16), 16);
  assert.equal(embeddingWidth('sim-dim128', undefined), 128);
  assert.equal(embeddingWidth('sim', undefined), 64);
});

function dot(left: number[], right: number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
