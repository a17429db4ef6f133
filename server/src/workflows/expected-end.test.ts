import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '@agenticgen/orchestrator';
import { type Definition, foldWorkflow } from '@agenticgen/orchestrator/workflow';
import { expectedEnd, usualMs } from './expected-end.ts';

const definition = {
  name: 'w',
  nodes: [
    { id: 'ask', type: 'agent', title: 'Ask', after: [] },
    { id: 'sub', type: 'workflow', after: ['ask:done'] },
  ],
} as unknown as Definition;
const run = { id: 'r', state: 'waiting', pausedAt: null } as Run;

/** Knows these durations by kind, and an end of the whole. */
function needs(kinds: Record<string, number>, whole: { at: number; sureness: number } | null) {
  const remaining = (kind: string, elapsedMs: number) => {
    const ms = kinds[kind];
    return ms === undefined ? null : { ms: Math.max(0, ms - elapsedMs), sureness: 0.8 };
  };
  return { orchestrator: { remaining, estimate: async () => whole }, runtime: { now: () => 1_000 } };
}

const begun = [{ at: 400, sequence: 2, type: 'step.started', step: 'ask', attempt: 1, payload: {} }];
const end = (known: ReturnType<typeof needs>, of = run) =>
  expectedEnd(known, of, definition, foldWorkflow(definition, begun));

test('expectedEnd() adds what is left of the nodes, by what tasks and workflows of their title took', async () => {
  const known = { 'workflows.task/Ask': 1_000, 'workflows.nested/sub': 5_000 };
  assert.equal(await end(needs(known, null)), 1_000 + 400 + 5_000);
});

test('expectedEnd() trusts the duration of whole runs where the nodes are less sure', async () => {
  const whole = { at: 9_000, sureness: 0.9 };
  assert.equal(await end(needs({ 'workflows.task/Ask': 1_000 }, whole)), 9_000);
  assert.equal(await end(needs({}, whole)), 9_000);
});

test('expectedEnd() says nothing of runs that have ended, are paused, or were never measured', async () => {
  const known = needs({ 'workflows.task/Ask': 1_000, 'workflows.nested/sub': 5_000 }, null);
  assert.equal(await end(known, { ...run, state: 'done' }), null);
  assert.equal(await end(known, { ...run, pausedAt: 5 }), null);
  assert.equal(await end(needs({}, null)), null);
});

test('usualMs() is the longest way through the nodes by what they took, and nothing where that is unknown', () => {
  const known = needs({ 'workflows.task/Ask': 1_000, 'workflows.nested/sub': 5_000 }, null);
  assert.equal(usualMs(known, definition), 6_000);
  assert.equal(usualMs(needs({ 'workflows.task/Ask': 1_000 }, null), definition), 1_000);
  assert.equal(usualMs(needs({}, null), definition), null);
  const atOnce = { name: 'w', nodes: [{ id: 'a', type: 'value', value: 1, after: [] }] };
  assert.equal(usualMs(known, atOnce as unknown as Definition), null);
});
