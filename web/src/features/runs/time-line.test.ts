import { expect, test } from 'vitest';
import type { RunEvent } from '../../lib/api-types.ts';
import { foldTimeLine, type TimeLine } from './time-line.ts';

type Given = [type: string, step?: string | null, attempt?: number, payload?: Record<string, unknown>];

/** The fold of a log; the n-th event has the sequence n and happens at n * 100 ms. */
function fold(...events: Given[]): TimeLine {
  const line = foldTimeLine();
  const log = events.map(([type, step = null, attempt = 1, payload = {}], index): RunEvent => {
    const sequence = index + 1;
    return { sequence, type, step, attempt, payload, at: sequence * 100 };
  });
  return log.map((event) => line.add(event)).at(-1) as TimeLine;
}

const shape = ({ steps }: TimeLine) => steps.map(({ name, attempt, state }) => `${name}/${attempt} ${state}`);

test('a step has its start, its end and what happened within', () => {
  const line = fold(
    ['run.queued'],
    ['run.started'],
    ['step.started', 'model-1'],
    ['usage.recorded', 'model-1', 1, { inputTokens: 3 }],
    ['step.finished', 'model-1'],
    ['run.finished'],
  );
  expect(line.steps).toEqual([
    {
      name: 'model-1',
      attempt: 1,
      state: 'done',
      startedAt: 300,
      endedAt: 500,
      events: [{ sequence: 4, at: 400, type: 'usage.recorded', payload: { inputTokens: 3 }, count: 1 }],
    },
  ]);
  expect(line).toMatchObject({ state: 'done', startedAt: 200, endedAt: 600, error: null });
  expect(line.events.map(({ type }) => type)).toEqual(['run.queued', 'run.started', 'run.finished']);
});

test('deltas of text stand as one line with their text joined', () => {
  const line = fold(
    ['step.started', 'model-1'],
    ['text.delta', 'model-1', 1, { text: 'Hello ' }],
    ['text.delta', 'model-1', 1, { text: 'world' }],
    ['tool.called', 'model-1'],
    ['text.delta', 'model-1', 1, { text: '!' }],
  );
  const [step] = line.steps;
  expect(step?.events.map(({ type, count, payload }) => [type, count, payload['text']])).toEqual([
    ['text.delta', 2, 'Hello world'],
    ['tool.called', 1, undefined],
    ['text.delta', 1, '!'],
  ]);
});

test('a step of a process that died is interrupted by its next attempt', () => {
  const line = fold(
    ['step.started', 'model-1', 1],
    ['text.delta', 'model-1', 1, { text: 'half' }],
    ['step.started', 'model-1', 2],
    ['text.delta', 'model-1', 2, { text: 'whole' }],
    ['step.finished', 'model-1', 2],
  );
  expect(shape(line)).toEqual(['model-1/1 interrupted', 'model-1/2 done']);
  expect(line.steps[0]?.endedAt).toBe(300);
  expect(line.steps.map(({ events }) => events[0]?.payload['text'])).toEqual(['half', 'whole']);
});

test('a step that fails and one that is told to be interrupted say so', () => {
  const line = fold(
    ['step.started', 'a'],
    ['step.failed', 'a', 1, { code: 'model_busy' }],
    ['step.started', 'b'],
    ['step.interrupted', 'b'],
  );
  expect(shape(line)).toEqual(['a/1 failed', 'b/1 interrupted']);
  expect(line.steps[0]?.events[0]?.payload).toEqual({ code: 'model_busy' });
});

test('a step that was written with its result alone is there, with the time it took', () => {
  const line = fold(['step.finished', 'save', 1, { durationMs: 40 }]);
  expect(line.steps).toMatchObject([{ name: 'save', state: 'done', startedAt: 60, endedAt: 100 }]);
});

test('the end of a run ends what was still running', () => {
  const line = fold(['run.started'], ['step.started', 'tool-1-1'], ['run.cancelled']);
  expect(shape(line)).toEqual(['tool-1-1/1 interrupted']);
  expect(line).toMatchObject({ state: 'cancelled', endedAt: 300 });
});

test('a run that fails has its error; one that is parked is queued again and keeps its first start', () => {
  const line = fold(
    ['run.started'],
    ['run.parked'],
    ['run.started'],
    ['run.failed', null, 1, { code: 'model_failed', message: 'It failed' }],
  );
  expect(line.error).toEqual({ code: 'model_failed', message: 'It failed' });
  expect(line.startedAt).toBe(100);
  expect(fold(['run.started'], ['run.parked']).state).toBe('queued');
  expect(fold(['run.waiting']).state).toBe('waiting');
  expect(fold(['run.started'], ['run.paused']).state).toBe('waiting');
});

test('an event that comes a second time changes nothing', () => {
  const line = foldTimeLine();
  const started = { sequence: 1, type: 'step.started', step: 'a', attempt: 1, payload: {}, at: 1 };
  line.add(started);
  expect(line.add(started).steps.length).toBe(1);
});
