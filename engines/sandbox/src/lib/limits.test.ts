import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS, LIMIT_CEILINGS, resolveLimits } from './limits.ts';

test('resolveLimits() lets later layers win and skips what they leave open', () => {
  const limits = resolveLimits({ wallMs: 5, files: 2 }, undefined, { wallMs: 7, files: undefined });
  assert.deepEqual(limits, { ...DEFAULT_LIMITS, wallMs: 7, files: 2 });
});

test('resolveLimits() refuses what is not a number within the ceiling', () => {
  for (const wallMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.5, LIMIT_CEILINGS.wallMs + 1]) {
    assert.throws(() => resolveLimits({ wallMs }), { code: 'sandbox_limit_invalid' }, String(wallMs));
  }
  assert.equal(resolveLimits({ cpuShare: 0.25 }).cpuShare, 0.25);
});
