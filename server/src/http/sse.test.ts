import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEvent, RETRY_MS, type SseEvent, sse } from './sse.ts';

async function* of(...events: SseEvent[]): AsyncGenerator<SseEvent> {
  yield* events;
}

/** Reads as the HTML standard says (9.2.6): what a browser's EventSource would deliver. */
function parse(text: string): { id: string; type: string; data: string }[] {
  const delivered: { id: string; type: string; data: string }[] = [];
  let [id, type, data] = ['', '', [] as string[]];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) delivered.push({ id, type: type || 'message', data: data.join('\n') });
      [type, data] = ['', []];
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'id') id = value;
    if (field === 'event') type = value;
    if (field === 'data') data.push(value);
  }
  return delivered;
}

test('an event has its id, type and data', () => {
  assert.equal(formatEvent({ id: '7', event: 'text', data: '{}' }), 'id: 7\nevent: text\ndata: {}\n\n');
  assert.equal(formatEvent({ data: '[DONE]' }), 'data: [DONE]\n\n');
});

test('data comes out as it went in, whatever ends its lines', () => {
  for (const data of [
    '',
    'one',
    'one\ntwo',
    '\n',
    'ends\n',
    ': no comment',
    'event: none\nid: 9',
    '知识\n\n库',
  ]) {
    const [event] = parse(formatEvent({ id: '1', event: 'text', data }));
    assert.deepEqual(event, { id: '1', type: 'text', data });
  }
});

test('a lone carriage return in data makes no event of its own', () => {
  const delivered = parse(formatEvent({ id: '1', data: 'a\r\rid: 99\r\rdata: forged\r\nb' }));
  assert.equal(delivered.length, 1);
  assert.equal(delivered[0]?.id, '1');
  assert.equal(delivered[0]?.data, 'a\n\nid: 99\n\ndata: forged\nb');
});

test('the answer streams all events in order and ends with them', async () => {
  let closed = 0;
  const events = Array.from({ length: 500 }, (_, index) => ({ id: String(index), data: `d${index}` }));
  const response = sse(of(...events), { requestId: 'r1', onClose: () => closed++ });
  const text = await response.text();
  assert.ok(text.startsWith(`retry: ${RETRY_MS}\n\n`));
  assert.deepEqual(
    parse(text).map(({ id, data }) => ({ id, data })),
    events,
  );
  assert.equal(closed, 1);
});

test('no proxy keeps or gathers the stream', () => {
  const { headers } = sse(of(), { requestId: 'r1' });
  assert.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.match(headers.get('cache-control') ?? '', /no-store.*no-transform/);
  assert.equal(headers.get('x-accel-buffering'), 'no');
  assert.equal(headers.get('x-request-id'), 'r1');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
});

test('a reader who leaves ends the source, once', async () => {
  let [closed, ended] = [0, 0];
  async function* endless() {
    try {
      for (let count = 0; ; count++) yield { data: String(count) };
    } finally {
      ended += 1;
    }
  }
  const reader = sse(endless(), { requestId: 'r1', onClose: () => closed++ }).body?.getReader();
  await reader?.read();
  await reader?.read();
  await reader?.cancel();
  assert.deepEqual([closed, ended], [1, 1]);
});

test('a slow reader holds back its own source: nothing is read ahead of it', async () => {
  let asked = 0;
  async function* counted() {
    for (; ; asked++) yield { data: 'x' };
  }
  const reader = sse(counted(), { requestId: 'r1' }).body?.getReader();
  for (let count = 0; count < 5; count++) await reader?.read();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(asked <= 6, `${asked} events were asked for`);
  await reader?.cancel();
});

test('a stream that is quiet beats, and a reader who reads nothing is sent one beat at most', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  async function* quiet() {
    await gate;
    yield { data: 'late' };
  }
  const reader = sse(quiet(), { requestId: 'r1', heartbeatMs: 1 }).body?.getReader();
  const decoder = new TextDecoder();
  const next = async () => decoder.decode((await reader?.read())?.value);
  assert.match(await next(), /^retry/);
  assert.equal(await next(), ': beat\n\n');
  assert.equal(await next(), ': beat\n\n');
  open();
  let text = '';
  for (let reads = 0; reads < 10 && !text.includes('late'); reads++) text += await next();
  assert.match(text, /data: late/);
  assert.ok(parse(text).every(({ data }) => data === 'late'));
});

test('a source that fails breaks the stream and closes, so that the reader comes back', async () => {
  let closed = 0;
  async function* failing() {
    yield { id: '1', data: 'one' };
    throw new RangeError('database away');
  }
  const reader = sse(failing(), { requestId: 'r1', onClose: () => closed++ }).body?.getReader();
  await reader?.read();
  await reader?.read();
  await assert.rejects(async () => reader?.read(), RangeError);
  assert.equal(closed, 1);
});
