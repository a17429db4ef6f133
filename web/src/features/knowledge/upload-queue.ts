import { asProblem } from '../../lib/problem.ts';

/** So many files travel at once; the others wait. */
export const MAX_PARALLEL = 3;
/** A server that has too much waiting is asked again after so long. */
const FULL_PAUSE_MS = 5_000;
const FULL = ['queue_full', 'workspace_queue_full'];
/** Watchers are told at most so often: ten thousand files must not draw the page ten thousand times. */
const TELL_EVERY_MS = 150;

export interface UploadItem {
  key: number;
  name: string;
  size: number;
  share: number;
  error: unknown;
}

export interface UploadState {
  /** Those that travel, and those that failed. */
  items: readonly UploadItem[];
  /** Of all that were given since nothing was under way. */
  total: number;
  sent: number;
  waiting: number;
}

export interface UploadQueue<T> {
  add(files: readonly File[], how: T): void;
  /** Forgets what waits; what travels arrives. */
  stop(): void;
  dismiss(key: number): void;
  state(): UploadState;
  subscribe(watcher: () => void): () => void;
}

interface Waiting<T> {
  file: File;
  /** As it was said when the file was chosen. */
  how: T;
}

export interface QueueNeeds<T> {
  send(file: File, how: T, onProgress: (share: number) => void): Promise<void>;
  onSent(): void;
  pause?(ms: number): Promise<void>;
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Sends any number of files, a few at a time. What the server has no room for waits and is sent again. */
export function createUploadQueue<T>({ send, onSent, pause = after }: QueueNeeds<T>): UploadQueue<T> {
  const waiting: Waiting<T>[] = [];
  const items = new Map<number, UploadItem>();
  const watchers = new Set<() => void>();
  let [running, nextKey, total, sent] = [0, 0, 0, 0];
  let telling: ReturnType<typeof setTimeout> | undefined;
  let state: UploadState = { items: [], total: 0, sent: 0, waiting: 0 };

  const tell = () => {
    telling = undefined;
    state = { items: [...items.values()], total, sent, waiting: waiting.length };
    for (const watcher of watchers) watcher();
  };
  const tellSoon = () => {
    if (telling === undefined) telling = setTimeout(tell, TELL_EVERY_MS);
  };

  async function carry({ file, how }: Waiting<T>): Promise<void> {
    const key = nextKey++;
    const change = (part: Partial<UploadItem>) => {
      items.set(key, { key, name: file.name, size: file.size, share: 0, error: null, ...part });
      tellSoon();
    };
    change({});
    try {
      await send(file, how, (share) => change({ share }));
      items.delete(key);
      sent++;
      onSent();
    } catch (error) {
      if (FULL.includes(asProblem(error).code)) {
        items.delete(key);
        waiting.unshift({ file, how });
        await pause(FULL_PAUSE_MS);
      } else change({ error });
    }
  }

  function pump(): void {
    while (running < MAX_PARALLEL) {
      const next = waiting.shift();
      if (!next) break;
      running++;
      void carry(next).finally(() => {
        running--;
        pump();
        tellSoon();
      });
    }
  }

  return {
    add(files, how) {
      if (running === 0) [total, sent] = [0, 0];
      total += files.length;
      for (const file of files) waiting.push({ file, how });
      pump();
      tell();
    },
    stop() {
      total -= waiting.length;
      waiting.length = 0;
      tell();
    },
    dismiss(key) {
      items.delete(key);
      tell();
    },
    state: () => state,
    subscribe(watcher) {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
  };
}
