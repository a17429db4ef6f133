import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { passage } from '../../testing.ts';
import { compact, createResponder, type Request } from './calls.ts';
import { connectWorker } from './connection.ts';

const root = mkdtempSync(join(tmpdir(), 'search-worker-'));
after(() => rmSync(root, { recursive: true }));
let files = 0;
const newPath = () => join(root, `f${files++}.sqlite`);

test('a worker answers each of many requests with its own answer, in any order of asking', async () => {
  const worker = connectWorker();
  const paths = Array.from({ length: 4 }, newPath);
  await Promise.all(
    paths.map((path, index) => {
      const passages = Array.from({ length: index + 1 }, (_, at) => passage(`p${at}`));
      return worker.ask({ kind: 'call', path, verb: 'upsert', args: [passages] });
    }),
  );
  const counts = paths.map((path) => worker.ask({ kind: 'call', path, verb: 'count', args: [] }));
  assert.deepEqual(await Promise.all(counts), [1, 2, 3, 4]);
  await worker.close();
});

test('an error of one request leaves the worker to the others', async () => {
  const worker = connectWorker();
  const path = newPath();
  const bad = worker.ask({ kind: 'call', path: join(root, 'none', 'x.sqlite'), verb: 'count', args: [] });
  const good = worker.ask({ kind: 'call', path, verb: 'count', args: [] });
  await assert.rejects(bad, { name: 'SearchError', code: 'search_failed' });
  assert.equal(await good, 0);
  await worker.close();
});

test('after a worker has ended, a request starts another, which finds what was written', async () => {
  const worker = connectWorker();
  const path = newPath();
  await worker.ask({ kind: 'call', path, verb: 'upsert', args: [[passage('kept')]] });
  await worker.close();
  let count: unknown;
  for (let tries = 0; tries < 500 && count === undefined; tries++) {
    // A request that reaches the thread while it ends is told so by name.
    count = await worker.ask({ kind: 'call', path, verb: 'count', args: [] }).catch((error: unknown) => {
      assert.equal((error as { code?: string }).code, 'search_failed');
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(count, 1);
  await worker.close();
});

test('closing what was never opened does nothing', () => connectWorker().close());

test('the responder keeps files open between requests and lets go of one when told', () => {
  const respond = createResponder();
  const path = newPath();
  const ask = (verb: 'count' | 'upsert', args: unknown[] = []) =>
    [...respond({ kind: 'call', call: 1, path, verb, args })][0];
  ask('upsert', [[passage('a')]]);
  assert.deepEqual(ask('count'), { call: 1, value: 1 });
  const other = createResponder();
  const [locked] = other({ kind: 'call', call: 2, path, verb: 'count', args: [] });
  assert.ok(locked && 'error' in locked && locked.error.code === 'search_collection_locked');
  assert.equal([...respond({ kind: 'release', call: 3, path })].length, 1);
  const counted = other({ kind: 'call', call: 4, path, verb: 'count', args: [] });
  assert.deepEqual([...counted], [{ call: 4, value: 1 }]);
  assert.equal([...other({ kind: 'close', call: 5 })].length, 1);
});

test('documents that come together are written together, and one that fails leaves the others', () => {
  const respond = createResponder();
  const path = newPath();
  const put = (call: number, id: string, vector = new Float32Array([1, 0])): Request => {
    const args = [id, [{ ...passage(id), documentId: id, vector }]];
    return { kind: 'call', call, path, verb: 'replaceDocument', args };
  };
  const count = (call: number): Request => ({ kind: 'call', call, path, verb: 'count', args: [] });
  const narrow = new Float32Array([1, 0, 0]);
  const replies = [
    ...respond(put(1, 'a'), put(2, 'b', narrow), put(3, 'c'), count(4), put(5, 'a'), put(6, 'd'), count(7)),
  ];
  assert.deepEqual(
    replies.map((reply) => ('error' in reply ? reply.error.code : reply.value)),
    [undefined, 'search_width_mismatch', undefined, 2, undefined, undefined, 3],
  );
  assert.deepEqual(
    replies.map(({ call }) => call),
    [1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal([...respond({ kind: 'close', call: 8 })].length, 1);
});

test('compact() cuts a vector out of the larger buffer that it lies in', () => {
  const large = new Float32Array(1_000);
  const view = { ...passage('a'), vector: large.subarray(0, 2) };
  const whole = { ...passage('b'), vector: new Float32Array(2) };
  const [[first, second]] = compact<'upsert'>([[view, whole]]) as [[typeof view, typeof whole]];
  assert.equal(first.vector.buffer.byteLength, 8);
  assert.equal(second, whole);
});

test('a new worker is greeted before it is asked, each time that it starts, and nobody waits for the answer', async () => {
  const path = newPath();
  const worker = connectWorker('writer', () => [
    { kind: 'call', path, verb: 'upsert', args: [[passage('greeted')]] },
    { kind: 'call', path: join(root, 'none', 'y.sqlite'), verb: 'count', args: [] },
  ]);
  assert.equal(worker.isStarted(), false);
  assert.equal(await worker.ask({ kind: 'call', path, verb: 'count', args: [] }), 1);
  assert.equal(worker.isStarted(), true);
  await worker.ask({ kind: 'call', path, verb: 'deleteDocument', args: ['d-greeted'] });
  await worker.stop();
  let count: unknown;
  for (let tries = 0; tries < 500 && count === undefined; tries++) {
    count = await worker.ask({ kind: 'call', path, verb: 'count', args: [] }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(count, 1);
  await worker.close();
});
