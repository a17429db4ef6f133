import { randomFillSync } from 'node:crypto';

let lastMs = 0;
let counter = 0;

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

function random(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}

/**
 * A UUID version 7 (RFC 9562): 48 bits of ms, a 12-bit counter that keeps ids of one process in order
 * within a millisecond, and 62 random bits.
 */
export function uuidv7(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const tail = random(8);
  tail[0] = ((tail[0] as number) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  const count = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}
