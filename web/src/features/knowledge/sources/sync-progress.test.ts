import { expect, test } from 'vitest';
import type { RunEvent } from '../../../lib/api-types.ts';
import { foldSync } from './sync-progress.ts';

test('progress is what the run told last, whatever else it tells', () => {
  const fold = foldSync();
  const told = (type: string, payload: object) =>
    fold.add({ sequence: 1, at: 0, type, step: null, attempt: 1, payload } as RunEvent);
  expect(told('run.started', {})).toEqual({ done: 0, items: 0 });
  expect(told('sync.progressed', { done: 0.5, items: 10 })).toEqual({ done: 0.5, items: 10 });
  expect(told('step.started', {})).toEqual({ done: 0.5, items: 10 });
  expect(told('sync.progressed', { done: 0.4, items: 20 })).toEqual({ done: 0.4, items: 20 });
});
