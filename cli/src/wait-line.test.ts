import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitLine } from './wait-line.ts';

test('waitLine() says at which budget an answer waits, and how much is used up', () => {
  const payload = { kind: 'agent', dimension: 'tokens', used: 900, limit: 1_000 };
  assert.match(
    waitLine({ type: 'budget.reached', payload }) ?? '',
    /budget of the agent .*900 of 1000 tokens/,
  );
});

test('waitLine() shows the exact call that waits, cut where it is long, and what was decided', () => {
  const asked = { tool: 'write_file', arguments: { name: 'note.txt' } };
  assert.match(
    waitLine({ type: 'approval.asked', payload: asked }) ?? '',
    /write_file \{"name":"note.txt"\}/,
  );
  const long = { tool: 'run_code', arguments: { code: 'x'.repeat(5_000) } };
  assert.ok((waitLine({ type: 'approval.asked', payload: long }) ?? '').length < 500);
  assert.equal(waitLine({ type: 'approval.decided', payload: { state: 'approved' } }), 'Approved');
  assert.match(waitLine({ type: 'approval.decided', payload: { state: 'expired' } }) ?? '', /expired/);
});

test('waitLine() has nothing to say of what is no wait', () => {
  for (const type of ['text.delta', 'run.waiting', 'run.finished'])
    assert.equal(waitLine({ type, payload: {} }), null);
  assert.match(waitLine({ type: 'run.paused', payload: {} }) ?? '', /^Paused/);
});
