import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeltas } from './delta.ts';
import { DELTA_FLUSH_BYTES, DELTA_FLUSH_MS, MAX_DELTA_BYTES } from './limits.ts';

function writer() {
  const written: [string, unknown][] = [];
  const gates: (() => void)[] = [];
  const write = (type: string, payload: object) => {
    written.push([type, payload]);
    return new Promise<void>((resolve) => gates.push(resolve));
  };
  const commitAll = async () => {
    for (const open of gates.splice(0)) open();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    written,
    write,
    commitAll,
    texts: () => written.map(([, payload]) => (payload as { text: string }).text),
  };
}

test('the first delta is written at once, and those behind it when their time has come', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { write, texts, commitAll } = writer();
  const deltas = createDeltas(write);
  deltas.add('text', 'one');
  assert.deepEqual(texts(), ['one']);
  await commitAll();
  deltas.add('text', ' two');
  deltas.add('text', ' three');
  assert.deepEqual(texts(), ['one']);
  t.mock.timers.tick(DELTA_FLUSH_MS);
  assert.deepEqual(texts(), ['one', ' two three']);
});

test('a delta after a pause is written at once again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { write, texts, commitAll } = writer();
  const deltas = createDeltas(write);
  deltas.add('text', 'one');
  await commitAll();
  t.mock.timers.tick(DELTA_FLUSH_MS);
  deltas.add('text', 'two');
  assert.deepEqual(texts(), ['one', 'two']);
});

test('much text does not wait for its time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { write, texts, commitAll } = writer();
  const deltas = createDeltas(write);
  deltas.add('text', 'x');
  await commitAll();
  deltas.add('text', 'y'.repeat(DELTA_FLUSH_BYTES));
  assert.equal(texts().length, 2);
});

test('while a write is under way text gathers, and follows when it is done', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { write, texts, commitAll } = writer();
  const deltas = createDeltas(write);
  deltas.add('text', 'a');
  for (let n = 0; n < 5; n++) deltas.add('text', 'b'.repeat(DELTA_FLUSH_BYTES));
  t.mock.timers.tick(DELTA_FLUSH_MS);
  assert.equal(texts().length, 1);
  await commitAll();
  assert.deepEqual(
    texts().map((text) => text.length),
    [1, 5 * DELTA_FLUSH_BYTES],
  );
});

test('another type or payload ends the piece before it, and close() writes the rest and ends', async () => {
  const { write, written } = writer();
  const deltas = createDeltas(write);
  deltas.add('text', 'a');
  deltas.add('text', 'b');
  deltas.add('thought', 'c');
  deltas.add('thought', 'd', { by: 'x' });
  deltas.close();
  deltas.add('text', 'late');
  assert.deepEqual(written, [
    ['text', { text: 'a' }],
    ['text', { text: 'b' }],
    ['thought', { text: 'c' }],
    ['thought', { by: 'x', text: 'd' }],
  ]);
});

test('a piece that is too large or not JSON is refused where it is said', () => {
  const deltas = createDeltas(writer().write);
  assert.throws(() => deltas.add('text', 'x'.repeat(MAX_DELTA_BYTES + 1)), { code: 'payload_too_large' });
  assert.throws(() => deltas.add('text', 'x', { at: 1n }), { code: 'value_not_json' });
});
