import { LRUCache } from 'lru-cache';
import type { Entry, Store } from '../lib/store.ts';

/** Default bound of all entries together, in bytes as `sizeOf` counts them. */
export const MAX_MEMORY_BYTES = 100 * 1024 * 1024;
/** Counted for each entry beside its value: key, times and list nodes. */
const OVERHEAD_BYTES = 200;
/** What a value that is not a string or bytes is taken to weigh where no `sizeOf` is given. */
const UNKNOWN_BYTES = 1024;

export interface MemoryStoreOptions<V> {
  /** Least recently used entries go once this is passed. Default MAX_MEMORY_BYTES. */
  maxBytes?: number;
  sizeOf?: (value: V) => number;
}

function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length * 2;
  if (value instanceof Uint8Array) return value.byteLength;
  return UNKNOWN_BYTES;
}

/** Entries in this process, the least recently used leaving first. It is also everyone's fake in tests. */
export function memoryStore<V>({
  maxBytes = MAX_MEMORY_BYTES,
  sizeOf = weigh,
}: MemoryStoreOptions<V> = {}): Store<V> {
  const keysOf = new Map<string, Set<string>>();

  function untag(key: string, { tags }: Entry<V>): void {
    for (const tag of tags) {
      const keys = keysOf.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) keysOf.delete(tag);
    }
  }

  const entries = new LRUCache<string, Entry<V>>({
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => OVERHEAD_BYTES + key.length * 2 + Math.ceil(sizeOf(entry.value)),
    dispose: (entry, key) => untag(key, entry),
  });

  function set(key: string, entry: Entry<V>): void {
    entries.set(key, entry);
    if (!entries.has(key)) return;
    for (const tag of entry.tags) keysOf.set(tag, (keysOf.get(tag) ?? new Set()).add(key));
  }

  function deleteTag(tag: string): void {
    for (const key of [...(keysOf.get(tag) ?? [])]) entries.delete(key);
  }

  return {
    get: async (key) => entries.get(key),
    getSync: (key) => entries.get(key),
    set: async (key, entry) => set(key, entry),
    delete: async (key) => void entries.delete(key),
    deleteTag: async (tag) => deleteTag(tag),
    clear: async () => entries.clear(),
  };
}
