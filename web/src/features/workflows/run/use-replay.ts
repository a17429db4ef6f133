import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../lib/client.tsx';

/** What a run is held against: a saved version, or a definition that is not saved. */
export type ReplayTarget = { version: number } | { definition: Record<string, unknown> };

/** A replay changes nothing, so it is read like a record: the same of an ended run and a definition is the same. */
export function useReplay(runId: string, target: ReplayTarget) {
  const api = useApi();
  return useQuery({
    queryKey: ['POST /api/v1/workflow-runs/{id}/replays', runId, target],
    queryFn: ({ signal }) =>
      api.call('POST /api/v1/workflow-runs/{id}/replays', { params: { id: runId }, body: target, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
