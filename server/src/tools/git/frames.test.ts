import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame, type Frame, frameReader } from './frames.ts';

const told = ({ head, body }: Frame) => [head, body.toString('utf8')];

test('frames come out as they went in, however they are cut', () => {
  const wire = Buffer.concat([
    encodeFrame({ type: 'request', path: '/知识' }, Buffer.from('body')),
    encodeFrame({ n: 2 }),
    encodeFrame({ n: 3 }, Buffer.alloc(5_000, 'x')),
  ]);
  for (const size of [1, 3, 7, 8, 9, 100, 5_021, wire.length]) {
    const read = frameReader(10_000);
    const frames: Frame[] = [];
    for (let at = 0; at < wire.length; at += size) frames.push(...read(wire.subarray(at, at + size)));
    assert.deepEqual(frames.slice(0, 2).map(told), [
      [{ type: 'request', path: '/知识' }, 'body'],
      [{ n: 2 }, ''],
    ]);
    assert.deepEqual([frames.length, frames[2]?.body.length], [3, 5_000]);
  }
});

test('a frame that would be too large is refused before it has come', () => {
  const prefix = (head: number, body: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(head, 0);
    bytes.writeUInt32BE(body, 4);
    return bytes;
  };
  assert.throws(() => [...frameReader(10)(prefix(2, 11))], RangeError);
  assert.throws(() => [...frameReader(10)(prefix(70_000, 1))], RangeError);
  assert.deepEqual([...frameReader(10)(prefix(2, 10))], []);
});

test('a head that is no JSON is refused', () => {
  const bytes = encodeFrame({}, Buffer.from('x'));
  bytes.write('!!', 8);
  assert.throws(() => [...frameReader(10)(bytes)], SyntaxError);
});
