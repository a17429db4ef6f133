/** One message of the wire: two lengths (4 bytes each, big endian), a JSON head and a body. */
export interface Frame {
  head: unknown;
  body: Buffer;
}

const PREFIX_BYTES = 8;
const MAX_HEAD_BYTES = 64 * 1024;

export function encodeFrame(head: object, body: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(text.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return Buffer.concat([prefix, text, body]);
}

/** Frames out of pieces as they come. Throws a RangeError for what is too large: what sends is not trusted. */
export function frameReader(maxBodyBytes: number) {
  let chunks: Buffer[] = [];
  let size = 0;
  return function* read(chunk: Buffer): Generator<Frame> {
    chunks.push(chunk);
    size += chunk.length;
    for (;;) {
      if (size < PREFIX_BYTES) return;
      if ((chunks[0]?.length ?? 0) < PREFIX_BYTES) chunks = [Buffer.concat(chunks)];
      const first = chunks[0] as Buffer;
      const [head, body] = [first.readUInt32BE(0), first.readUInt32BE(4)];
      if (head > MAX_HEAD_BYTES || body > maxBodyBytes) throw new RangeError('A frame is too large');
      const whole = PREFIX_BYTES + head + body;
      if (size < whole) return;
      const all = Buffer.concat(chunks);
      chunks = [all.subarray(whole)];
      size -= whole;
      const text = all.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + head);
      yield { head: JSON.parse(text), body: all.subarray(PREFIX_BYTES + head, whole) };
    }
  };
}
