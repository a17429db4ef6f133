import { useRead } from '../../../lib/queries.ts';
import { ApprovalCard } from '../../../ui/approval/approval-card.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';

const REFRESH_MS = 5_000;

/** The decision that a node waits for, in place. An approval bears the id of the run that asks. */
export function NodeApproval({ id }: { id: string }) {
  const approval = useRead('GET /api/v1/approvals/{id}', { params: { id } }, { refetchInterval: REFRESH_MS });
  return (
    <Loaded of={approval} loading={<LoadingRows rows={1} height={120} />}>
      {(found) => <ApprovalCard approval={found} />}
    </Loaded>
  );
}
