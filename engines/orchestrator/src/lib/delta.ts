import { OrchestratorError } from './errors.ts';
import { jsonText } from './json.ts';
import { DELTA_FLUSH_BYTES, DELTA_FLUSH_MS, MAX_DELTA_BYTES } from './limits.ts';

export interface Deltas {
  add(type: string, text: string, payload?: object): void;
  /** Writes what is held back, so that what follows comes after it. */
  flush(): void;
  /** flush, then ignore all later text. */
  close(): void;
}

const NOTHING = {};

interface Held {
  type: string;
  payload: object;
  key: string;
  parts: string[];
  bytes: number;
}

/**
 * Joins pieces of text into few events. The first piece is written at once, and so is one that comes
 * after a pause; between them text gathers for DELTA_FLUSH_MS or DELTA_FLUSH_BYTES. While a write is
 * under way nothing new is written, so a slow database makes larger events, not a longer queue.
 */
export function createDeltas(write: (type: string, payload: object) => Promise<unknown>): Deltas {
  let held: Held | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing = false;
  let closed = false;

  function add(type: string, text: string, payload: object = NOTHING): void {
    if (closed || text === '') return;
    const key = payload === NOTHING ? '' : jsonText(payload, `Cannot emit ${type}`);
    const bytes = textBytes(type, text);
    if (held && (held.type !== type || held.key !== key || held.bytes + bytes > MAX_DELTA_BYTES)) flush();
    held ??= { type, payload, key, parts: [], bytes: 0 };
    held.parts.push(text);
    held.bytes += bytes;
    if (!writing && (timer === null || held.bytes >= DELTA_FLUSH_BYTES)) flush();
  }

  function flush(): void {
    if (!held) return;
    const { type, payload, parts } = held;
    held = null;
    if (timer) clearTimeout(timer);
    timer = setTimeout(onTime, DELTA_FLUSH_MS);
    writing = true;
    write(type, { ...payload, text: parts.join('') })
      .catch(() => {}) // a lost lease is told to the run, not to its text
      .finally(onWritten);
  }

  function onTime(): void {
    timer = null;
    if (!writing) flush();
  }

  function onWritten(): void {
    writing = false;
    if (held && (timer === null || held.bytes >= DELTA_FLUSH_BYTES)) flush();
  }

  function close(): void {
    flush();
    closed = true;
    if (timer) clearTimeout(timer);
    timer = null;
  }

  return { add, flush, close };
}

function textBytes(type: string, text: string): number {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_DELTA_BYTES) return bytes;
  const message = `Cannot emit ${type}: the text has ${bytes} bytes, limit is ${MAX_DELTA_BYTES}`;
  throw new OrchestratorError('payload_too_large', message);
}
