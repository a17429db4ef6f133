import { useEffect, useState } from 'react';
import type { WholeRun } from '../../../lib/api-types.ts';
import { useClient } from '../../../lib/client.tsx';
import { useRead } from '../../../lib/queries.ts';
import { followRun } from '../../../lib/run-events.ts';

/** A run is read at most this often, however many events come. */
const READ_EVERY_MS = 300;
/** For what leaves no event in the run's own log, such as a pause by somebody else. */
const REFRESH_MS = 5_000;

export const hasEnded = ({ state }: Pick<WholeRun, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** The run as it is now: its log says when to read it again. */
export function useLiveRun(id: string) {
  const { follow } = useClient();
  const [isConnected, setConnected] = useState(true);
  const run = useRead(
    'GET /api/v1/workflow-runs/{id}',
    { params: { id } },
    { refetchInterval: REFRESH_MS, staleTime: 0 },
  );
  const { refetch } = run;
  const isOver = run.data !== undefined && hasEnded(run.data);
  useEffect(() => {
    if (isOver) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void refetch();
      }, READ_EVERY_MS);
    };
    const read = async () => {
      for await (const _ of followRun(follow, id, { signal: stop.signal, onConnection: setConnected }))
        readSoon();
    };
    // What the server refuses, the reading of the run shows.
    read().catch(() => undefined);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [id, isOver, follow, refetch]);
  return { run, isConnected: isConnected || isOver };
}
