export { MAX_MEMORY_BYTES, type MemoryStoreOptions, memoryStore } from './drivers/memory.ts';
export {
  type Cache,
  type CacheOptions,
  createCache,
  type SetOptions,
} from './lib/cache.ts';
export type { CacheEvent } from './lib/events.ts';
export type { Entry, Store } from './lib/store.ts';
