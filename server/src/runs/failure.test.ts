import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failure.ts';

const running = { signal: new AbortController().signal };
const stopped = (kind: string) => ({ signal: AbortSignal.abort({ kind }) });
const ERROR = Object.assign(new TypeError('outer'), { code: 'model_failed' });

test('a failure with a code tells it, with the message of its cause', () => {
  assert.deepEqual(failureOf(running, ERROR, 'embed'), {
    error_code: 'model_failed',
    error_message: 'outer',
  });
  const caused = Object.assign(new TypeError('outer'), { code: 'x', cause: new TypeError('inner') });
  assert.equal(failureOf(running, caused, 'embed')?.error_message, 'inner');
});

test('what has no code tells nothing of the inside', () => {
  assert.deepEqual(failureOf(running, new TypeError('secret path'), 'embed documents'), {
    error_code: 'internal_error',
    error_message: 'Cannot embed documents: the server failed',
  });
});

test('a cancel is told as one, and a run that goes on elsewhere has not failed', () => {
  assert.deepEqual(failureOf(stopped('cancel'), ERROR, 'embed documents'), {
    error_code: 'cancelled',
    error_message: 'Cannot embed documents: it was cancelled',
  });
  assert.equal(failureOf(stopped('park'), ERROR, 'embed documents'), undefined);
});
