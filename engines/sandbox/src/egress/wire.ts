// Requests of walled-in code come by one descriptor, one after the other, and the host decides about each.
// Both ways: four bytes of length (big endian), JSON of that length, and a body of the length that the JSON names.
import type { Duplex } from 'node:stream';
import type { Egress, EgressAnswer, EgressRequest } from '../lib/execution.ts';

const LENGTH_BYTES = 4;
const MAX_HEAD_BYTES = 64 * 1024;
export const MAX_EGRESS_BODY_BYTES = 1024 * 1024;
export const MAX_EGRESS_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_HEADERS = 100;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** No line of its own can be made out of a value. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

type Head = { method: string; url: string; headers: [string, string][]; bodyBytes: number };

/** Serves until the stream ends. What breaks the rules of the wire ends it; the run goes on and gets no more answers. */
export async function serveEgress(stream: Duplex, egress: Egress, signal: AbortSignal): Promise<void> {
  const read = createReader(stream);
  try {
    for (;;) {
      const length = (await read(LENGTH_BYTES))?.readUInt32BE(0);
      if (length === undefined || length > MAX_HEAD_BYTES) break;
      const head = parseHead((await read(length)) ?? Buffer.alloc(0));
      if (!head) break;
      const body = await read(head.bodyBytes);
      if (!body) break;
      const { method, url, headers } = head;
      await write(stream, await answered(egress, { method, url, headers, body }, signal));
    }
  } catch {
    // The stream broke: the code has ended.
  } finally {
    stream.destroy();
  }
}

/** What the broker does not know how to say is a refusal without reasons. */
async function answered(egress: Egress, request: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
  try {
    const answer = await egress(request, signal);
    if (!('refused' in answer) && answer.body.byteLength > MAX_EGRESS_ANSWER_BYTES)
      return { refused: `The answer is larger than ${MAX_EGRESS_ANSWER_BYTES} bytes` };
    return answer;
  } catch {
    return { refused: 'The request could not be made' };
  }
}

function parseHead(bytes: Buffer): Head | undefined {
  let value: Partial<Head> | null;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const { method, url, headers, bodyBytes } = value ?? {};
  if (typeof method !== 'string' || !TOKEN.test(method) || typeof url !== 'string') return undefined;
  if (!Number.isSafeInteger(bodyBytes) || bodyBytes! < 0 || bodyBytes! > MAX_EGRESS_BODY_BYTES)
    return undefined;
  if (!Array.isArray(headers) || headers.length > MAX_HEADERS || !headers.every(isHeader)) return undefined;
  return { method, url, headers, bodyBytes: bodyBytes! };
}

const isHeader = (pair: unknown): pair is [string, string] =>
  Array.isArray(pair) &&
  pair.length === 2 &&
  pair.every((part) => typeof part === 'string') &&
  TOKEN.test(String(pair[0])) &&
  HEADER_VALUE.test(String(pair[1]));

async function write(stream: Duplex, answer: EgressAnswer): Promise<void> {
  const body = 'refused' in answer ? Buffer.alloc(0) : answer.body;
  const said = 'refused' in answer ? answer : { status: answer.status, headers: answer.headers };
  const head = Buffer.from(JSON.stringify({ ...said, bodyBytes: body.byteLength }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  await new Promise<void>((resolve, reject) =>
    stream.write(Buffer.concat([length, head, body]), (error) => (error ? reject(error) : resolve())),
  );
}

/** Hands out exactly so many bytes; undefined once there are no more. Nothing is read ahead of what was asked for. */
function createReader(stream: Duplex): (size: number) => Promise<Buffer | undefined> {
  let ended = false;
  let wake: (() => void) | undefined;
  const onChange = () => wake?.();
  for (const event of ['end', 'close', 'error'])
    stream.once(event, () => {
      ended = true;
      onChange();
    });
  stream.on('readable', onChange);
  return async (size) => {
    if (size === 0) return Buffer.alloc(0);
    const parts: Buffer[] = [];
    for (let missing = size; missing > 0; ) {
      const part: Buffer | null = stream.read(Math.min(missing, stream.readableLength || missing));
      if (part) {
        parts.push(part);
        missing -= part.length;
        continue;
      }
      if (ended) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return Buffer.concat(parts);
  };
}
