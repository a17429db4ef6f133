import { expect, test } from 'vitest';
import type { RunEvent } from '../../lib/api-types.ts';
import { foldIngestion } from './ingestion.ts';

const event = (type: string, payload = {}) => ({ type, payload }) as RunEvent;

test('progress is what the run told last, and a step that begins again begins from nothing', () => {
  const fold = foldIngestion();
  const seen = [
    event('run.started'),
    event('step.started'),
    event('ingestion.progressed', { done: 40, total: 90 }),
    event('text.delta'),
    event('ingestion.progressed', { done: 80, total: 90 }),
    event('step.started'),
    event('ingestion.progressed', {}),
  ].map((one) => fold.add(one));
  expect(seen).toEqual([0, 0, 40, 40, 80, 0, 0]);
});
