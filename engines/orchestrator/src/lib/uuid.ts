import { randomBytes } from 'node:crypto';

const MAX_COUNTER = 0xfff;

/** Asking the system for a few bytes costs as much as for a page of them. */
const POOL_BYTES = 4_096;

function pooledBytes(): (bytes: number) => Uint8Array {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}

/**
 * Makes a source of UUIDv7 (RFC 9562, method 1): 48 bits of ms, a 12 bit counter that keeps the ids
 * of one source in order within a ms, 62 random bits.
 */
export function createUuidV7(now: () => number, random: (bytes: number) => Uint8Array = pooledBytes()) {
  let lastMs = 0;
  let counter = 0;
  return (): string => {
    const ms = Math.max(now(), lastMs);
    counter = ms === lastMs ? counter + 1 : 0;
    lastMs = counter > MAX_COUNTER ? ms + 1 : ms;
    if (counter > MAX_COUNTER) counter = 0;
    const tail = Buffer.from(random(8));
    tail[0] = (tail[0]! & 0x3f) | 0x80;
    const time = lastMs.toString(16).padStart(12, '0');
    const hex = tail.toString('hex');
    const count = counter.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${hex.slice(0, 4)}-${hex.slice(4)}`;
  };
}
