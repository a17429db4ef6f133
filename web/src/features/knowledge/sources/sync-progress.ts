import type { RunEvent } from '../../../lib/api-types.ts';

export interface SyncProgress {
  /** 0 to 1; what is still found makes it fall back. */
  done: number;
  items: number;
}

/** How far a synchronization has come, from the log of its run. */
export function foldSync(): { add(event: RunEvent): SyncProgress } {
  let progress: SyncProgress = { done: 0, items: 0 };
  return {
    add({ type, payload }) {
      if (type === 'sync.progressed')
        progress = { done: Number(payload['done'] ?? 0), items: Number(payload['items'] ?? 0) };
      return progress;
    },
  };
}
