import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkIndexOptions, planIndex } from './index-options.ts';

test('a plan follows size and target, and what is given stays', () => {
  assert.deepEqual(planIndex({}, 10_000, 'cosine'), {
    recall: 0.97,
    precision: 'i8',
    connectivity: 16,
    expansionAdd: 128,
  });
  assert.equal(planIndex({}, 1_000_000, 'cosine').connectivity, 24);
  assert.equal(planIndex({ recall: 0.99 }, 10_000, 'cosine').connectivity, 24);
  assert.equal(planIndex({ connectivity: 8 }, 1_000_000, 'cosine').connectivity, 8);
});

test('eight-bit numbers are for cosine, whose vectors have length 1', () => {
  assert.equal(planIndex({ precision: 'i8' }, 10_000, 'cosine').precision, 'i8');
  assert.equal(planIndex({ precision: 'i8' }, 10_000, 'l2').precision, 'f16');
  assert.equal(planIndex({}, 10_000, 'dot').precision, 'f16');
});

test('bounds are checked, and their ends are inside', () => {
  checkIndexOptions({
    recall: 0.5,
    connectivity: 128,
    expansionAdd: 8,
    expansionSearch: 4_096,
    precision: 'f32',
  });
  assert.throws(() => checkIndexOptions({ recall: 0.49 }), { code: 'search_options_invalid' });
});
