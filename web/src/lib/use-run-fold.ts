import { useEffect, useRef, useState } from 'react';
import type { RunEvent } from './api-types.ts';
import { useClient } from './client.tsx';
import { type ApiProblem, asProblem } from './problem.ts';
import { followRun } from './run-events.ts';

/** Updates are shown at most this often, so that a fast model does not keep the page busy. */
const SHOW_EVERY_MS = 40;

export interface Fold<S> {
  add(event: RunEvent): S;
}

export interface Followed<S> {
  /** The run that this is of: right after a change it is still the one before. */
  of: string | null;
  state: S | null;
  isConnected: boolean;
  hasEnded: boolean;
  problem: ApiProblem | null;
}

const NOTHING = { of: null, state: null, isConnected: true, hasEnded: false, problem: null };

/** Follows a run from its first event and folds it. `runId` null reads nothing; what was read stays. */
export function useRunFold<S>(runId: string | null, makeFold: () => Fold<S>): Followed<S> {
  const { follow } = useClient();
  const [followed, setFollowed] = useState<Followed<S>>(NOTHING);
  const make = useRef(makeFold);
  useEffect(() => {
    if (runId === null) return;
    const stop = new AbortController();
    const fold = make.current();
    let latest: Followed<S> = { ...NOTHING, of: runId };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      clearTimeout(timer);
      timer = undefined;
      if (!stop.signal.aborted) setFollowed(latest);
    };
    const change = (part: Partial<Followed<S>>, now: boolean) => {
      latest = { ...latest, ...part };
      if (now) show();
      else timer ??= setTimeout(show, SHOW_EVERY_MS);
    };
    const read = async () => {
      const onConnection = (isConnected: boolean) => change({ isConnected }, true);
      for await (const event of followRun(follow, runId, { signal: stop.signal, onConnection })) {
        change({ state: fold.add(event), problem: null }, false);
      }
      change({ hasEnded: true }, true);
    };
    read().catch((error) => change({ problem: asProblem(error) }, true));
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [runId, follow]);
  return followed;
}
