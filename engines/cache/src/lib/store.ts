/** What a store keeps for one key. Times are ms since 1970. */
export interface Entry<V> {
  value: V;
  /** Until when the value is fresh. */
  freshUntil: number;
  /** Until when it may still be served while a newer one is loaded; not below `freshUntil`. */
  staleUntil: number;
  tags: readonly string[];
}

/**
 * Where entries lie. A driver keeps what it is given until the store is full or it is told otherwise;
 * freshness is the cache's business. Every driver passes the suite in `testing.ts`.
 */
export interface Store<V> {
  get(key: string): Promise<Entry<V> | undefined>;
  /** Without a promise, where the driver can; undefined means "ask `get`". */
  getSync(key: string): Entry<V> | undefined;
  set(key: string, entry: Entry<V>): Promise<void>;
  delete(key: string): Promise<void>;
  /** Deletes all entries that have the tag. */
  deleteTag(tag: string): Promise<void>;
  clear(): Promise<void>;
}
