import { OrchestratorError } from './errors.ts';
import { isTerminal, type RunEvent } from './event.ts';
import { FOLLOW_BUFFER, MAX_IDS, READ_PAGE } from './limits.ts';
import { hasEnded } from './run.ts';
import type { Store } from './store.ts';

export interface FollowOptions {
  /** The last sequence that the reader has; 0 for all. */
  after: number;
  signal: AbortSignal;
}

interface Follower {
  /** The sequence that is wanted next. */
  next: number;
  buffer: RunEvent[];
  /** The store has events that the buffer hasn't. */
  behind: boolean;
  wake: () => void;
}

export interface Followers {
  follow(runId: string, options: FollowOptions): AsyncIterable<RunEvent>;
  publish(runId: string, events: readonly RunEvent[]): void;
  /** Looks for what other processes wrote to the followed runs, but for those that `isHeld` here. */
  poll(isHeld: (runId: string) => boolean): Promise<void>;
  count(): number;
}

/**
 * Readers of logs. A reader gets its history from the store and then the events themselves as they
 * are committed in this process. It asks for one sequence after the other: what it has is skipped,
 * and at a gap or a full buffer it reads the store again, so nothing is doubled and nothing missing.
 */
export function createFollowers(store: Pick<Store<never>, 'find' | 'read' | 'heads'>): Followers {
  const followers = new Map<string, Set<Follower>>();

  function publish(runId: string, events: readonly RunEvent[]): void {
    for (const follower of followers.get(runId) ?? []) {
      if (follower.buffer.length + events.length > FOLLOW_BUFFER) {
        follower.buffer = [];
        follower.behind = true;
      } else if (!follower.behind) {
        follower.buffer.push(...events);
      }
      follower.wake();
    }
  }

  async function* follow(runId: string, { after, signal }: FollowOptions): AsyncGenerator<RunEvent> {
    const follower: Follower = { next: after + 1, buffer: [], behind: true, wake: () => {} };
    subscribe(runId, follower);
    const onAbort = () => follower.wake();
    signal.addEventListener('abort', onAbort);
    try {
      const run = await store.find(runId);
      if (!run) throw new OrchestratorError('run_not_found', `Cannot follow run ${runId}: there is none`);
      do {
        for await (const event of follower.behind ? readStore(store, runId, follower) : drain(follower)) {
          if (signal.aborted) return;
          yield event;
          if (isTerminal(event)) return;
        }
        if (hasEnded(run.state) && !follower.behind) return;
        await news(follower, signal);
      } while (!signal.aborted);
    } finally {
      signal.removeEventListener('abort', onAbort);
      unsubscribe(runId, follower);
    }
  }

  async function poll(isHeld: (runId: string) => boolean): Promise<void> {
    const ids = [...followers.keys()].filter((id) => !isHeld(id));
    for (let from = 0; from < ids.length; from += MAX_IDS) {
      const heads = await store.heads(ids.slice(from, from + MAX_IDS));
      for (const [runId, head] of heads) catchUp(followers.get(runId), head);
    }
  }

  function subscribe(runId: string, follower: Follower): void {
    const group = followers.get(runId) ?? new Set();
    followers.set(runId, group.add(follower));
  }

  function unsubscribe(runId: string, follower: Follower): void {
    const group = followers.get(runId);
    group?.delete(follower);
    if (group?.size === 0) followers.delete(runId);
  }

  return { follow, publish, poll, count: () => followers.size };
}

/** From the store until it has no more; events that are published meanwhile wait in the buffer. */
async function* readStore(store: Pick<Store<never>, 'read'>, runId: string, follower: Follower) {
  follower.behind = false;
  for (;;) {
    const page = await store.read(runId, { after: follower.next - 1, limit: READ_PAGE });
    for (const event of page) {
      follower.next = event.sequence + 1;
      yield event;
    }
    if (page.length < READ_PAGE) return;
  }
}

function* drain(follower: Follower) {
  for (const event of follower.buffer.splice(0)) {
    if (event.sequence < follower.next) continue;
    if (event.sequence > follower.next) {
      follower.behind = true;
      return;
    }
    follower.next++;
    yield event;
  }
}

/** Waits until the follower has something to look at. */
async function news(follower: Follower, signal: AbortSignal): Promise<void> {
  if (follower.behind || follower.buffer.length > 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    follower.wake = resolve;
  });
}

function catchUp(group: Set<Follower> | undefined, head: number): void {
  for (const follower of group ?? []) {
    if (head < follower.next + follower.buffer.length) continue;
    follower.behind = true;
    follower.wake();
  }
}
