import type { RunEvent, StoredFile } from '../../lib/api-types.ts';
import type { Fold } from '../../lib/use-run-fold.ts';

export interface Tried {
  ok: boolean;
  output: string;
  files: StoredFile[];
  durationMs: number;
}

/** The end of a call that somebody tries, or the failure of its run. */
export interface TryState {
  result: Tried | null;
  error: { code: string; message: string } | null;
}

export function foldTry(): Fold<TryState> {
  let state: TryState = { result: null, error: null };
  return {
    add({ type, payload }: RunEvent) {
      if (type === 'tool.finished') state = { ...state, result: payload as unknown as Tried };
      if (type === 'run.failed') state = { ...state, error: payload as unknown as TryState['error'] };
      return state;
    },
  };
}
