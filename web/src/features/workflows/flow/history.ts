/** What was done, so that it can be undone. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** Changes in a row with the same mark are one step, as typing in one field is. */
  mark: string | null;
}

export const MAX_UNDO = 200;

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], mark: null });

export function record<T>(history: History<T>, next: T, mark: string | null = null): History<T> {
  if (Object.is(next, history.present)) return history;
  const isSameStep = mark !== null && mark === history.mark;
  const past = isSameStep ? history.past : [...history.past, history.present].slice(-MAX_UNDO);
  return { past, present: next, future: [], mark };
}

export function undo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const previous = past.at(-1);
  if (previous === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: previous, future: [present, ...future], mark: null };
}

export function redo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const [next, ...later] = future;
  if (next === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: next, future: later, mark: null };
}
