import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Amounts, BudgetReachedError, OUTSIDE_RUNS, type Payer, type Reached } from './budgets/index.ts';
import { embeddingWithin } from './embedding-calls.ts';

const WHICH = { workspaceId: 'w', providerId: 'p', wireName: 'e' };
const { signal } = new AbortController();
const PAYER: Payer = {
  key: { runId: 'r', step: 'index', attempt: 2 },
  spender: { workspaceId: 'w', userId: 'u', agentId: '', rootRunId: 'r' },
};
const REACHED: Reached = {
  ...{ budgetId: 'b', kind: 'workspace', subjectId: 'w', dimension: 'tokens', limit: 1, used: 1, needed: 3 },
  raisers: [],
};

function world({ reached = false, fails = false } = {}) {
  const told: unknown[] = [];
  const embed = embeddingWithin({
    runtime: { now: () => 0, newId: () => 'own' },
    models: {
      embeddingCostOf: async (_, texts) => ({ inputTokens: texts.length * 3, costMicros: 9 }),
      async embed({ runId }, texts) {
        told.push(['embed', runId]);
        if (fails) throw new TypeError('away');
        return texts.map(() => Float32Array.of(1));
      },
    },
    budgets: {
      async reserve(key, spender, estimate) {
        told.push(['reserve', key, spender.userId, (await estimate()).tokens]);
        if (reached) return { kind: 'reached', reached: REACHED };
        const settle = async ({ tokens, costMicros }: Amounts) =>
          void told.push(['settle', tokens, costMicros]);
        return { kind: 'held', settle, release: async () => void told.push(['release']) };
      },
    },
  });
  return { told, embed };
}

test('a run pays for its vectors under the key of its step', async () => {
  const { told, embed } = world();
  assert.equal((await embed(WHICH, ['a', 'b'], { signal, payer: PAYER })).length, 2);
  assert.deepEqual(told, [
    ['reserve', PAYER.key, 'u', 6],
    ['embed', 'r'],
    ['settle', 6, 9],
  ]);
});

test('outside of runs the workspace pays, under a key of its own', async () => {
  const { told, embed } = world();
  await embed(WHICH, ['a'], { signal });
  assert.deepEqual(told[0], ['reserve', { runId: OUTSIDE_RUNS, step: 'own', attempt: 1 }, '', 3]);
});

test('at a cap nobody is asked: a run is told of the cap, and who asks a question is refused', async () => {
  const { told, embed } = world({ reached: true });
  await assert.rejects(
    embed(WHICH, ['a'], { signal, payer: PAYER }),
    (error) => error instanceof BudgetReachedError && error.reached === REACHED,
  );
  await assert.rejects(embed(WHICH, ['a'], { signal }), { code: 'embedding_over_budget', status: 429 });
  assert.ok(!JSON.stringify(told).includes('embed"'));
});

test('a call that fails holds nothing any more', async () => {
  const { told, embed } = world({ fails: true });
  await assert.rejects(embed(WHICH, ['a'], { signal, payer: PAYER }), TypeError);
  assert.deepEqual(told.at(-1), ['release']);
});
