import type { Message } from '../../lib/api-types.ts';

type Node = Pick<Message, 'id' | 'parentId'>;

export interface ThreadEntry<M extends Node = Message> {
  message: M;
  /** All messages with the same parent, oldest first; the branches at this place. */
  siblings: readonly M[];
  /** The place of the message among its siblings, from 0. */
  index: number;
}

/**
 * The branch that ends at `headId`, root first. Messages come oldest first, every branch. A head that is not
 * among them (yet) means the newest message.
 */
export function threadOf<M extends Node>(messages: readonly M[], headId: string | null): ThreadEntry<M>[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const children = Map.groupBy(messages, (message) => message.parentId);
  const thread: ThreadEntry<M>[] = [];
  const seen = new Set<string>();
  let at = (headId === null ? undefined : byId.get(headId)) ?? messages.at(-1);
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    const siblings = children.get(at.parentId) ?? [at];
    thread.unshift({ message: at, siblings, index: siblings.indexOf(at) });
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return thread;
}

/** Where to put the head to show the branch through `id`: the newest message below it that has no answer. */
export function newestLeaf<M extends Node>(messages: readonly M[], id: string): string {
  const children = Map.groupBy(messages, (message) => message.parentId);
  let at = id;
  for (let depth = 0; depth <= messages.length; depth++) {
    const newest = children.get(at)?.at(-1);
    if (!newest) return at;
    at = newest.id;
  }
  return at;
}
