import type { EngineParts } from './engine.ts';
import type { RunEvent } from './event.ts';
import type { Followers, FollowOptions } from './follow.ts';

export interface Watch {
  follow(runId: string, options: FollowOptions): AsyncIterable<RunEvent>;
}

/** Polls for events of other processes, as long as somebody follows and others can write. */
export function createWatch<Db>(
  engine: Pick<EngineParts<Db>, 'exclusive' | 'pollMs' | 'trouble'>,
  followers: Followers,
  isHeld: (runId: string) => boolean,
): Watch {
  let readers = 0;
  let timer: NodeJS.Timeout | null = null;

  async function* follow(runId: string, options: FollowOptions): AsyncGenerator<RunEvent> {
    readers++;
    if (!engine.exclusive) timer ??= setTimeout(look, engine.pollMs);
    try {
      yield* followers.follow(runId, options);
    } finally {
      readers--;
      if (readers === 0 && timer) {
        clearTimeout(timer);
        timer = null;
      }
    }
  }

  /** The next look begins when this one has ended, so a slow database isn't asked twice at a time. */
  async function look(): Promise<void> {
    await followers.poll(isHeld).catch((error) => engine.trouble('look for events', error));
    timer = readers > 0 ? setTimeout(look, engine.pollMs) : null;
  }

  return { follow };
}
