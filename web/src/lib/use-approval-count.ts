import { useRead } from './queries.ts';

const REFRESH_MS = 10_000;

/** How many approvals wait for the reader. */
export function useApprovalCount(): number {
  const count = useRead('GET /api/v1/approval-count', {}, { refetchInterval: REFRESH_MS });
  return count.data?.pending ?? 0;
}
