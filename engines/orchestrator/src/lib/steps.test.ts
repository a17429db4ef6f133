import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { begin, ended, gate, log, named, working } from '../testing/harness.ts';
import type { Context, StepContext } from './context.ts';

/** A run of this body, to its end, and the events of its steps. */
async function played(body: (ctx: Context<MemoryDb>) => Promise<unknown>) {
  await using orchestrator = working(createMemoryStore(), [named('p', body)]);
  const runId = await begin(orchestrator, null as never, 'p');
  await ended(orchestrator, runId);
  const events = await log(orchestrator, runId);
  return { steps: events.filter(({ step }) => step !== null) };
}

test('the log has what a step gave, as JSON has it, and nothing that changes later', async () => {
  const list = [1];
  const { steps } = await played(async (ctx) => {
    await ctx.step('list', async () => list);
    list.push(2);
    await ctx.step('nothing', async () => undefined);
    await ctx.step('zero', async () => -0);
    await ctx.step('word', async () => 'word');
  });
  const outputs = steps.map(({ payload }) => payload.output);
  assert.deepEqual(outputs, [[1], undefined, 0, 'word']);
  assert.equal(Object.is(outputs[2], 0), true);
  assert.equal('output' in (steps[1]?.payload ?? {}), false);
});

test('what a step says after its end is dropped, be it the first that it says or not', async () => {
  const kept: StepContext[] = [];
  const { steps } = await played(async (ctx) => {
    await ctx.step('quiet', async (step) => kept.push(step));
    await ctx.step('loud', async (step) => {
      kept.push(step);
      step.emit('note', { n: 1 });
    });
    for (const step of kept) {
      step.emit('note', { n: 2 });
      step.delta('text', 'late');
    }
    await ctx.step('last', async () => null);
  });
  const notes = steps.filter(({ type }) => type === 'note' || type === 'text');
  assert.deepEqual(
    notes.map(({ step, payload }) => [step, payload]),
    [['loud', { n: 1 }]],
  );
});

test('a step that takes its time is seen to begin when it began', async () => {
  const open = gate();
  let seenAt = 0;
  const { steps } = await played(async (ctx) => {
    setImmediate(() =>
      setImmediate(() => {
        seenAt = Date.now();
        open.open();
      }),
    );
    await ctx.step('slow', async () => open.passed);
  });
  assert.deepEqual(
    steps.map(({ type }) => type),
    ['step.started', 'step.finished'],
  );
  assert.ok((steps[0]?.at ?? 0) <= seenAt);
});

test('the parts of a step context may be taken out of it', async () => {
  const { steps } = await played((ctx) =>
    ctx.step('s', async ({ emit, delta, attempt, signal }) => {
      emit('note', { attempt, aborted: signal.aborted });
      delta('text', 'hello');
    }),
  );
  const said = steps.filter(({ type }) => type === 'note' || type === 'text');
  assert.deepEqual(
    said.map(({ payload }) => payload),
    [{ attempt: 1, aborted: false }, { text: 'hello' }],
  );
});
