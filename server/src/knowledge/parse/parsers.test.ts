import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createParsers } from './parsers.ts';

const parsers = createParsers(2);
after(() => parsers.close());

const never = () => new AbortController().signal;
const read = async (name: string, text: string, signal = never()) =>
  (await parsers.parse(name, async () => new TextEncoder().encode(text), { signal })).passages;
const TANGLED = '<div>'.repeat(100_000);

test('parse() gives the passages of a document, and tells when they are being cut', async () => {
  let told = 0;
  const bytes = async () => new TextEncoder().encode('# One\n\nText.');
  const { passages } = await parsers.parse('a.md', bytes, { signal: never(), onParsed: () => told++ });
  assert.deepEqual(passages, [{ text: '# One\n\nText.', heading: 'One', page: null, start: 0, end: 12 }]);
  assert.equal(told, 1);
});

test('parse() hands a refusal out of its thread with code, status and words', async () => {
  await assert.rejects(read('a.pdf', 'none'), {
    name: 'Problem',
    code: 'document_not_pdf',
    status: 422,
    message: 'Cannot read document: it is named PDF and is none',
  });
});

test('parse() ends with the run that asked, and others go on', async () => {
  const abort = new AbortController();
  const parsing = read('a.html', TANGLED, abort.signal);
  setTimeout(() => abort.abort(new Error('stopped')), 200);
  await assert.rejects(parsing, { message: 'stopped' });
  assert.equal((await read('b.txt', 'Text.')).length, 1);
});

test('many documents share few threads, which read one after the other', async () => {
  const texts = Array.from({ length: 40 }, (_, index) => `Text number ${index}.`);
  const found = await Promise.all(texts.map((text) => read('a.txt', text)));
  assert.deepEqual(
    found.map(([passage]) => passage?.text),
    texts,
  );
  assert.ok(parsers.size() <= 2);
});

test('what waits for a thread is not read before it has one, nor once it is not wanted', async () => {
  const abort = new AbortController();
  const one = createParsers(1);
  const blocking = one.parse('a.html', async () => Buffer.from(TANGLED), { signal: abort.signal });
  let isRead = false;
  const read = async () => {
    isRead = true;
    return Buffer.from('Text.');
  };
  const late = one.parse('b.txt', read, { signal: abort.signal });
  abort.abort(new Error('stopped'));
  await assert.rejects(blocking, { message: 'stopped' });
  await assert.rejects(late, { message: 'stopped' });
  assert.equal(isRead, false);
  await one.close();
});

test('bytes that are not to be had are the failure of who asked only', async () => {
  const gone = () => Promise.reject(new Error('gone'));
  await assert.rejects(parsers.parse('a.txt', gone, { signal: never() }), { message: 'gone' });
  assert.equal((await read('b.txt', 'Text.')).length, 1);
});

test('a document that takes long to read does not hold up the server', async () => {
  const abort = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 20) abort.abort(new Error('seen enough'));
  }, 20);
  await assert.rejects(read('a.html', TANGLED, abort.signal));
  clearInterval(timer);
  assert.ok(ticks >= 20, `${ticks} ticks`);
});
