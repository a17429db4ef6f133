export interface EventQueue<T> extends AsyncIterable<T> {
  add(event: T): void;
  close(): void;
}

/** From calls to a stream: what waits is handed out at once. `merge` may put an event into the one before it. */
export function eventQueue<T>(merge: (last: T, next: T) => boolean = () => false): EventQueue<T> {
  let waiting: T[] = [];
  let isClosed = false;
  let wake = Promise.withResolvers<void>();
  return {
    add(event) {
      const last = waiting.at(-1);
      if (last === undefined || !merge(last, event)) waiting.push(event);
      wake.resolve();
    },
    close() {
      isClosed = true;
      wake.resolve();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        await wake.promise;
        wake = Promise.withResolvers();
        const events = waiting;
        waiting = [];
        yield* events;
        if (isClosed && waiting.length === 0) return;
      }
    },
  };
}
