// What a collection needs done beside its writes: a space to be learned, vectors to be moved, a graph. One collection
// has one at a time, in small steps, so that writes come in between.
import type { Chore } from './sqlite/chore.ts';

export type Chores = {
  /** Begins what is due, if nothing is under way; goes on until nothing is due. */
  begin(path: string): void;
  /** Resolves when what is under way has ended. */
  rest(path: string): Promise<void>;
};

export type ChoreNeeds = {
  /** What is due, as the writer sees it. */
  due(path: string): Promise<Chore | undefined>;
  /** Resolves with false where going on would do the same again. */
  act(path: string, chore: Chore): Promise<boolean>;
  /** Answers, from now on, whether what was begun now may not go on. */
  hold(path: string): () => boolean;
  onFailed(path: string): void;
};

export function createChores({ due, act, hold, onFailed }: ChoreNeeds): Chores {
  const underWay = new Map<string, Promise<void>>();

  const work = async (path: string): Promise<void> => {
    const isHeld = hold(path);
    while (!isHeld()) {
      const chore = await due(path);
      // Asked again: a collection that was dropped meanwhile would be made anew.
      if (chore === undefined || isHeld() || !(await act(path, chore))) return;
    }
  };
  return {
    begin(path) {
      if (underWay.has(path)) return;
      const working = work(path)
        .catch(() => onFailed(path))
        .finally(() => underWay.delete(path));
      underWay.set(path, working);
    },
    rest: async (path) => underWay.get(path),
  };
}
