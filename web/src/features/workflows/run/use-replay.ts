import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../lib/client.tsx';

/** A replay changes nothing, so it is read like a record: the same of an ended run and a version is the same. */
export function useReplay(runId: string, version: number) {
  const api = useApi();
  return useQuery({
    queryKey: ['POST /api/v1/workflow-runs/{id}/replays', runId, version],
    queryFn: ({ signal }) =>
      api.call('POST /api/v1/workflow-runs/{id}/replays', {
        params: { id: runId },
        body: { version },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
