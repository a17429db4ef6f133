import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../lib/limits.ts';
import {
  createFrameReader,
  encodeJob,
  FRAME_KINDS,
  type Frame,
  type FrameKind,
  splitFile,
} from './frames.ts';

const LIMITS = { ...DEFAULT_LIMITS, outputBytes: 100, fileBytes: 100 };

function encodeFrame(kind: FrameKind, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(5);
  header.writeUInt8(FRAME_KINDS.indexOf(kind) + 1);
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}

test('the reader hands out the same frames however the bytes are cut', () => {
  const bytes = Buffer.concat([
    encodeFrame('stdout', 'hello'),
    encodeFrame('stderr', ''),
    encodeFrame('done', '{}'),
  ]);
  for (let size = 1; size <= bytes.length; size++) {
    const frames: Frame[] = [];
    const read = createFrameReader(LIMITS, (frame) => frames.push(frame));
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
    assert.deepEqual(
      frames.map(({ kind, payload }) => [kind, payload.toString()]),
      [
        ['stdout', 'hello'],
        ['stderr', ''],
        ['done', '{}'],
      ],
    );
  }
});

test('the reader refuses a frame that is too long by its header alone', () => {
  const read = createFrameReader(LIMITS, () => assert.fail('no frame is whole'));
  assert.throws(() => read(Buffer.from([1, 0xff, 0xff, 0xff, 0xff])), { code: 'sandbox_protocol_violated' });
});

test('the reader refuses a type that does not exist', () => {
  for (const type of [0, FRAME_KINDS.length + 1, 255]) {
    const read = createFrameReader(LIMITS, () => {});
    assert.throws(() => read(Buffer.from([type, 0, 0, 0, 0])), { code: 'sandbox_protocol_violated' });
  }
});

test('splitFile() parts name and bytes, and refuses a name longer than the frame', () => {
  const payload = Buffer.concat([Buffer.from([0, 3]), Buffer.from('a.bhi')]);
  assert.deepEqual(splitFile(payload), { name: 'a.b', bytes: Uint8Array.from(Buffer.from('hi')) });
  for (const broken of [Buffer.from([0]), Buffer.from([0, 9, 1]), Buffer.alloc(0)]) {
    assert.throws(() => splitFile(broken), { code: 'sandbox_protocol_violated' });
  }
});

test('encodeJob() puts the header first and the bodies after it', () => {
  const bytes = encodeJob({ a: 1 }, [Buffer.from('xy'), Buffer.from('z')]);
  assert.equal(bytes.toString('latin1'), '\0\0\0\x07{"a":1}xyz');
});
