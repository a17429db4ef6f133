/** Whether the server can be reached, as far as the page knows. */
export interface Connection {
  isReachable(): boolean;
  report(reached: boolean): void;
  subscribe(listener: () => void): () => void;
}

/** Unreachable while the browser says so, or when the last request did not get through. */
export function createConnection(target: EventTarget, browserSaysOnline: () => boolean): Connection {
  const listeners = new Set<() => void>();
  let reached = true;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const report = (now: boolean) => {
    if (now === reached) return;
    reached = now;
    tell();
  };
  target.addEventListener('online', () => {
    reached = true;
    tell();
  });
  target.addEventListener('offline', tell);
  return {
    isReachable: () => reached && browserSaysOnline(),
    report,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Waits, but no longer than until the browser is online again. */
export function waitOrOnline(target: EventTarget): (ms: number, signal: AbortSignal) => Promise<void> {
  return (ms, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        target.removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      target.addEventListener('online', done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
}
