import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { TimingBody } from '../../../lib/api-types.ts';
import { useApi } from '../../../lib/client.tsx';

const TYPING_MS = 250;

/** The next times of what is written, by the server: it is the one that will keep them. */
export function usePreview(timing: TimingBody | null): { times: number[] | undefined; error: unknown } {
  const api = useApi();
  const [settled] = useDebouncedValue(JSON.stringify(timing), TYPING_MS);
  const preview = useQuery({
    queryKey: ['POST /api/v1/schedule-previews', settled],
    queryFn: ({ signal }) =>
      api.call('POST /api/v1/schedule-previews', { body: { timing: JSON.parse(settled) }, signal }),
    enabled: timing !== null && settled !== 'null',
    staleTime: 0,
    gcTime: 0,
  });
  const isCurrent = settled === JSON.stringify(timing);
  return {
    times: isCurrent ? preview.data?.times : undefined,
    error: isCurrent ? preview.error : null,
  };
}
