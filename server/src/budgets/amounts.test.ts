import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, fullDimension, NOTHING, periodStart, usedOf } from './amounts.ts';
import type { BudgetRow } from './queries.ts';

const NO_LIMITS = { tokens: null, costMicros: null, steps: null, seconds: null };
const amounts = (more: object) => ({ ...NOTHING, ...more });

test('a dimension is full when what is wanted does not fit beside what is used', () => {
  const limits = { ...NO_LIMITS, tokens: 100, steps: 3 };
  assert.equal(fullDimension(limits, amounts({ tokens: 60 }), amounts({ tokens: 40, steps: 1 })), null);
  assert.equal(fullDimension(limits, amounts({ tokens: 60 }), amounts({ tokens: 41, steps: 1 })), 'tokens');
  assert.equal(fullDimension(limits, amounts({ steps: 3 }), amounts({ tokens: 1, steps: 1 })), 'steps');
  assert.equal(fullDimension(NO_LIMITS, amounts({ tokens: 1e9 }), amounts({ tokens: 1e9 })), null);
});

test('seconds are full once they are over, since nobody knows them before', () => {
  const limits = { ...NO_LIMITS, seconds: 10 };
  assert.equal(fullDimension(limits, amounts({ seconds: 9.9 }), NOTHING), null);
  assert.equal(fullDimension(limits, amounts({ seconds: 10 }), NOTHING), 'seconds');
});

test('a period begins at midnight or at the first of the month, UTC', () => {
  const at = Date.UTC(2026, 1, 17, 13, 45);
  assert.equal(periodStart('day', at), Date.UTC(2026, 1, 17));
  assert.equal(periodStart('month', at), Date.UTC(2026, 1, 1));
  assert.equal(periodStart('total', at), 0);
});

test('what was used in a period that is over counts no more', () => {
  const row = {
    period: 'day',
    period_start: Date.UTC(2026, 0, 1),
    tokens_used: 5,
    cost_used: 6,
    steps_used: 7,
    ms_used: 8_250,
  } as BudgetRow;
  assert.deepEqual(usedOf(row, Date.UTC(2026, 0, 1, 23)), {
    tokens: 5,
    costMicros: 6,
    steps: 7,
    seconds: 8.25,
  });
  assert.deepEqual(usedOf(row, Date.UTC(2026, 0, 2)), NOTHING);
  assert.deepEqual(
    add(amounts({ steps: 1 }), amounts({ steps: 2, seconds: 1 })),
    amounts({ steps: 3, seconds: 1 }),
  );
});
