import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashedEmbedder } from './hashed-embedder.ts';

const embedder = hashedEmbedder();
const cosine = (a: string, b: string): number => {
  const [left, right] = embedder.embed([a, b]);
  return left?.reduce((sum, value, index) => sum + value * (right?.[index] ?? 0), 0) ?? 0;
};

test('embed() gives vectors of the width and of length 1', () => {
  for (const width of [64, 384]) {
    const { embed, name } = hashedEmbedder({ width });
    assert.equal(name, `hashed-${width}-v1`);
    const [vector] = embed(['some text 文本']);
    assert.equal(vector?.length, width);
    assert.ok(Math.abs(Math.hypot(...(vector ?? [])) - 1) < 1e-6);
  }
});

test('embed() gives the same vector every time, and zeros for nothing', () => {
  assert.deepEqual(embedder.embed(['abc def']), embedder.embed(['abc def']));
  assert.ok(embedder.embed(['', '!?'])[1]?.every((value) => value === 0));
});

test('nearer texts have nearer vectors, in English and in Chinese', () => {
  const nearer: [string, string, string][] = [
    ['boundary layer separation', 'separating boundary layers', 'heat transfer in tubes'],
    ['temperature', 'temprature', 'viscosity'],
    ['北京的天气怎么样', '今天北京天气很好', '向量数据库的检索'],
  ];
  for (const [text, near, far] of nearer) assert.ok(cosine(text, near) > cosine(text, far) + 0.15, text);
});

test('stop words do not make texts alike', () => {
  assert.ok(Math.abs(cosine('the of and zebra', 'the of and piano')) < 0.2);
});
