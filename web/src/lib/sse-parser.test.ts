import { expect, test } from 'vitest';
import { sseParser } from './sse-parser.ts';

const STREAM = 'id: 1\nevent: text\ndata: {"a":1}\n\n: a beat\n\nid: 2\ndata: one\ndata: two\n\n';
const EVENTS = [
  { id: '1', event: 'text', data: '{"a":1}' },
  { id: '2', event: 'message', data: 'one\ntwo' },
];

test('a stream in one chunk gives its events; comments give none', () => {
  expect(sseParser().push(STREAM)).toEqual(EVENTS);
});

test('a stream that is cut at any place gives the same events', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const parser = sseParser();
    const events = [...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))];
    expect(events, `cut at ${cut}`).toEqual(EVENTS);
  }
});

test('a stream that comes character by character gives the same events, with every kind of line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const parser = sseParser();
    // A last CR waits for its LF, so the stream goes on with another line.
    const events = [...`${STREAM.replaceAll('\n', end)}: more`].flatMap((sign) => parser.push(sign));
    expect(events, JSON.stringify(end)).toEqual(EVENTS);
  }
});

test('an event that is not closed by an empty line is not given', () => {
  const parser = sseParser();
  expect(parser.push('data: half\n')).toEqual([]);
  expect(parser.push('\n')).toEqual([{ id: null, event: 'message', data: 'half' }]);
});

test('only the first space after the colon is dropped, and a field without colon is empty', () => {
  const parser = sseParser();
  expect(parser.push('data:  two spaces\ndata\ndata:none\n\n')).toEqual([
    { id: null, event: 'message', data: ' two spaces\n\nnone' },
  ]);
});

test('the id stays for later events without one; one with a NUL is ignored', () => {
  const parser = sseParser();
  const events = parser.push('id: 7\ndata: a\n\ndata: b\n\nid: 8\0\ndata: c\n\n');
  expect(events.map(({ id }) => id)).toEqual(['7', '7', '7']);
});

test('an event without data is none, and leaves its type to nobody', () => {
  expect(sseParser().push('event: ping\n\ndata: x\n\n')).toEqual([{ id: null, event: 'message', data: 'x' }]);
});
