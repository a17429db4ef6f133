// Frames from the supervisor: one byte of type, four of length (big endian), the payload.
import { SandboxError } from '../../lib/errors.ts';
import { MAX_PATH_BYTES } from '../../lib/file-name.ts';
import type { Limits } from '../../lib/limits.ts';

export const FRAME_KINDS = ['stdout', 'stderr', 'file', 'figure', 'done', 'failed', 'taken'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];
export type Frame = { kind: FrameKind; payload: Buffer };

const HEADER_BYTES = 5;
const NAME_LENGTH_BYTES = 2;
const MAX_REPORT_BYTES = 8 * 1024;

/** Takes bytes as they come and hands out whole frames; a frame that is too long is refused by its header alone. */
export function createFrameReader(limits: Limits, onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let buffered = 0;
  let needed = HEADER_BYTES;

  return (chunk) => {
    parts.push(chunk);
    buffered += chunk.length;
    if (buffered < needed) return;
    let rest = Buffer.concat(parts);
    for (;;) {
      const header = rest.length >= HEADER_BYTES ? readHeader(rest, limits) : undefined;
      needed = HEADER_BYTES + (header?.length ?? 0);
      if (!header || rest.length < needed) break;
      onFrame({ kind: header.kind, payload: rest.subarray(HEADER_BYTES, needed) });
      rest = rest.subarray(needed);
    }
    parts = [rest];
    buffered = rest.length;
  };
}

function readHeader(bytes: Buffer, limits: Limits): { kind: FrameKind; length: number } {
  const kind = FRAME_KINDS[bytes.readUInt8(0) - 1];
  const length = bytes.readUInt32BE(1);
  if (!kind) throw violation(`frame type is ${bytes.readUInt8(0)}`);
  if (length > maxPayload(kind, limits)) throw violation(`a ${kind} frame has ${length} bytes`);
  return { kind, length };
}

function maxPayload(kind: FrameKind, limits: Limits): number {
  switch (kind) {
    case 'stdout':
    case 'stderr':
      return limits.outputBytes;
    case 'file':
    case 'figure':
      return NAME_LENGTH_BYTES + 4 * MAX_PATH_BYTES + limits.fileBytes;
    case 'done':
    case 'failed':
      return MAX_REPORT_BYTES;
    case 'taken':
      return 0;
  }
}

export function splitFile(payload: Buffer): { name: string; bytes: Uint8Array } {
  const start = NAME_LENGTH_BYTES + (payload.length < NAME_LENGTH_BYTES ? 0 : payload.readUInt16BE(0));
  if (payload.length < start || start === 0) throw violation('a file frame is shorter than its name');
  // A copy, so that a small file does not hold a large read buffer.
  return {
    name: payload.toString('utf8', NAME_LENGTH_BYTES, start),
    bytes: Uint8Array.from(payload.subarray(start)),
  };
}

export function violation(what: string): SandboxError {
  return new SandboxError('sandbox_protocol_violated', `Cannot read the sandbox's answer: ${what}`);
}

/** The opposite direction: one header, then what it announces, one after the other. */
export function encodeJob(header: object, bodies: Uint8Array[]): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...bodies]);
}
