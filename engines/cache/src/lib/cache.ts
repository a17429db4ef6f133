import type { CacheEvent } from './events.ts';
import type { Entry, Store } from './store.ts';

/** Lifetimes vary by this share, so that entries made together do not end together. */
const JITTER = 0.1;

export interface SetOptions {
  /** How long the value is fresh, in ms. Shortened by up to 10 % at random. */
  ttlMs: number;
  /** How long after that it is still served while it is loaded anew, in ms. Default 0. */
  staleMs?: number;
  /** Names under which it can be invalidated together with others. */
  tags?: readonly string[];
}

export interface CacheOptions<V> {
  store: Store<V>;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** 0 to 1. */
  random?: () => number;
  onEvent?: (event: CacheEvent) => void;
}

export interface Cache<V> {
  /** The fresh value, or undefined. */
  get(key: string): Promise<V | undefined>;
  /** The fresh value if the store has it at hand: no promise, for hot paths. */
  getSync(key: string): V | undefined;
  set(key: string, value: V, options: SetOptions): Promise<void>;
  /**
   * The value, loaded where it is missing. Callers that come while it is loaded share the one load; a value
   * that is stale is answered at once and loaded anew behind it. A loader that throws caches nothing.
   */
  load(key: string, loader: () => Promise<V>, options: SetOptions): Promise<V>;
  delete(key: string): Promise<void>;
  invalidateTag(tag: string): Promise<void>;
  clear(): Promise<void>;
}

/** A cache over one store. Values are shared, not copied: treat what comes out as read-only. */
export function createCache<V>(options: CacheOptions<V>): Cache<V> {
  const { store, clock = Date.now, random = Math.random, onEvent = () => undefined } = options;
  const loads = new Map<string, Promise<V>>();

  function entryOf(value: V, { ttlMs, staleMs = 0, tags = [] }: SetOptions): Entry<V> {
    const freshUntil = clock() + ttlMs * (1 - JITTER * random());
    return { value, freshUntil, staleUntil: freshUntil + staleMs, tags };
  }

  function fresh(key: string, entry: Entry<V> | undefined): V | undefined {
    const found = entry && entry.freshUntil > clock() ? entry.value : undefined;
    onEvent(found === undefined ? { type: 'miss', key } : { type: 'hit', key, stale: false });
    return found;
  }

  /** A load that lost its place, by an invalidation or a later `set`, still answers its callers but writes nothing. */
  async function fetch(
    key: string,
    loader: () => Promise<V>,
    setOptions: SetOptions,
    isCurrent: () => boolean,
  ) {
    const began = clock();
    let ok = false;
    try {
      const value = await loader();
      ok = true;
      if (isCurrent() && value !== undefined) await store.set(key, entryOf(value, setOptions));
      return value;
    } finally {
      if (isCurrent()) loads.delete(key);
      onEvent({ type: 'load', key, durationMs: clock() - began, ok });
    }
  }

  function shared(key: string, loader: () => Promise<V>, setOptions: SetOptions): Promise<V> {
    const running = loads.get(key);
    if (running) return running;
    const started: Promise<V> = Promise.resolve().then(() =>
      fetch(key, loader, setOptions, () => loads.get(key) === started),
    );
    loads.set(key, started);
    return started;
  }

  async function load(key: string, loader: () => Promise<V>, setOptions: SetOptions): Promise<V> {
    const entry = store.getSync(key) ?? (await store.get(key));
    const now = clock();
    if (entry && entry.staleUntil > now) {
      const stale = entry.freshUntil <= now;
      onEvent({ type: 'hit', key, stale });
      if (stale)
        shared(key, loader, setOptions).catch((error) => onEvent({ type: 'refresh-failed', key, error }));
      return entry.value;
    }
    onEvent({ type: 'miss', key });
    return shared(key, loader, setOptions);
  }

  async function set(key: string, value: V, setOptions: SetOptions): Promise<void> {
    loads.delete(key);
    await store.set(key, entryOf(value, setOptions));
  }

  /** Which keys a running load will tag is not known before its end, so a tag ends the place of all of them. */
  async function drop(act: Promise<void>): Promise<void> {
    loads.clear();
    await act;
  }

  return {
    get: async (key) => fresh(key, await store.get(key)),
    getSync: (key) => fresh(key, store.getSync(key)),
    set,
    load,
    delete(key) {
      loads.delete(key);
      return store.delete(key);
    },
    invalidateTag: (tag) => drop(store.deleteTag(tag)),
    clear: () => drop(store.clear()),
  };
}
