import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIsolated } from './isolated.ts';

const never = () => new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

test('parseIsolated() gives the passages of a document', async () => {
  const passages = await parseIsolated('a.md', bytes('# One\n\nText.'), never());
  assert.deepEqual(passages, [{ text: '# One\n\nText.', heading: 'One', page: null, start: 0, end: 12 }]);
});

test('parseIsolated() hands a refusal out of its thread with code, status and words', async () => {
  await assert.rejects(parseIsolated('a.pdf', bytes('none'), never()), {
    name: 'Problem',
    code: 'document_not_pdf',
    status: 422,
    message: 'Cannot read document: it is named PDF and is none',
  });
});

test('parseIsolated() ends with the run that asked', async () => {
  const abort = new AbortController();
  const tangled = bytes('<div>'.repeat(100_000));
  const parsing = parseIsolated('a.html', tangled, abort.signal);
  setTimeout(() => abort.abort(new Error('stopped')), 200);
  await assert.rejects(parsing, { message: 'stopped' });
});

test('a document that takes long to read does not hold up the server', async () => {
  const abort = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 20) abort.abort(new Error('seen enough'));
  }, 20);
  await assert.rejects(parseIsolated('a.html', bytes('<div>'.repeat(100_000)), abort.signal));
  clearInterval(timer);
  assert.ok(ticks >= 20, `${ticks} ticks`);
});
