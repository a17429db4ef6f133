import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import type { Egress, EgressRequest } from '../lib/execution.ts';
import { MAX_EGRESS_BODY_BYTES, serveEgress } from './wire.ts';

const { duplexPair } = await import('node:stream');
const signal = new AbortController().signal;

function frame(head: object, body = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(JSON.stringify({ bodyBytes: body.length, headers: [], ...head }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, body]);
}

/** Sends bytes and gives what came back until the host ended the stream, or until as many answers came. */
async function served(bytes: Buffer[], egress: Egress, answers: number) {
  const [inside, outside] = duplexPair();
  const over = serveEgress(outside, egress, signal);
  const parts: Buffer[] = [];
  const enough = Promise.withResolvers<void>();
  inside.on('data', (part: Buffer) => {
    parts.push(part);
    if (parse(Buffer.concat(parts)).length >= answers) enough.resolve();
  });
  inside.on('error', () => {});
  for (const part of bytes) inside.write(part);
  if (answers > 0) await enough.promise;
  inside.end();
  await over;
  return parse(Buffer.concat(parts));
}

function parse(bytes: Buffer): { status?: number; refused?: string; body: string }[] {
  const answers = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.length < at + 4 + length) break;
    const head = JSON.parse(bytes.toString('utf8', at + 4, at + 4 + length));
    const end = at + 4 + length + head.bodyBytes;
    if (bytes.length < end) break;
    answers.push({ ...head, body: bytes.toString('utf8', at + 4 + length, end) });
    at = end;
  }
  return answers;
}

const echo: Egress = async ({ method, url, body }) => ({
  status: 200,
  headers: [],
  body: Buffer.from(`${method} ${url} ${Buffer.from(body).toString()}`),
});

test('requests are answered one after the other, whatever pieces they come in', async () => {
  const all = Buffer.concat([
    frame({ method: 'GET', url: 'http://a/' }),
    frame({ method: 'POST', url: 'http://b/' }, Buffer.from('body')),
  ]);
  for (const pieces of [
    [all],
    [...all].map((byte) => Buffer.from([byte])),
    [all.subarray(0, 9), all.subarray(9)],
  ]) {
    const answers = await served(pieces, echo, 2);
    assert.deepEqual(
      answers.map(({ body }) => body),
      ['GET http://a/ ', 'POST http://b/ body'],
    );
  }
});

test('a refusal is told, and so is a broker that fails, without its reasons', async () => {
  const [refused] = await served(
    [frame({ method: 'GET', url: 'http://a/' })],
    async () => ({ refused: 'no' }),
    1,
  );
  assert.equal(refused?.refused, 'no');
  const failing: Egress = async () => Promise.reject(new TypeError('inside of the host'));
  const [failed] = await served([frame({ method: 'GET', url: 'http://a/' })], failing, 1);
  assert.equal(failed?.refused, 'The request could not be made');
});

test('an answer that is too large is refused', async () => {
  const large: Egress = async () => ({ status: 200, headers: [], body: Buffer.alloc(17 * 1024 * 1024) });
  const [answer] = await served([frame({ method: 'GET', url: 'http://a/' })], large, 1);
  assert.match(answer?.refused ?? '', /larger/);
});

const length = (size: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(size);
  return bytes;
};
const BROKEN: Record<string, Buffer> = {
  'a head of gigabytes': length(0xffffffff),
  'no JSON': Buffer.concat([length(3), Buffer.from('{{{')]),
  null: Buffer.concat([length(4), Buffer.from('null')]),
  'a method with a space': frame({ method: 'GET /x', url: 'http://a/' }),
  'a header with a line break': frame({ method: 'GET', url: 'http://a/', headers: [['x', 'a\r\nHost: b']] }),
  'a header whose name is none': frame({ method: 'GET', url: 'http://a/', headers: [['a b', 'c']] }),
  'a header that is no pair': frame({ method: 'GET', url: 'http://a/', headers: ['a'] }),
  'too many headers': frame({ method: 'GET', url: 'http://a/', headers: Array(101).fill(['a', 'b']) }),
  'a body beyond its limit': frame({ method: 'PUT', url: 'http://a/', bodyBytes: MAX_EGRESS_BODY_BYTES + 1 }),
  'a body of less than nothing': frame({ method: 'PUT', url: 'http://a/', bodyBytes: -1 }),
  'an address that is no text': frame({ method: 'GET', url: 7 }),
};
for (const [what, bytes] of Object.entries(BROKEN)) {
  test(`${what} ends the conversation, and nothing is asked for`, async () => {
    const asked: EgressRequest[] = [];
    const egress: Egress = async (request) => {
      asked.push(request);
      return { refused: 'no' };
    };
    const answers = await served([bytes, frame({ method: 'GET', url: 'http://later/' })], egress, 0);
    assert.deepEqual([asked, answers], [[], []]);
  });
}

test('a stream that breaks in the middle of a request ends quietly', async () => {
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const over = serveEgress(stream, echo, signal);
  stream.push(frame({ method: 'GET', url: 'http://a/' }).subarray(0, 10));
  stream.destroy(new Error('gone'));
  await over;
  assert.ok(stream.destroyed);
});
