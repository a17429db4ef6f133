import type { WholeWorkflow } from '../../../lib/api-types.ts';
import { useRead } from '../../../lib/queries.ts';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import type { Draft } from '../flow/draft.ts';
import { lean } from '../flow/lean.ts';
import { WorkflowEditor } from './workflow-editor.tsx';

/** A workflow, to be looked at or edited. Begins with what is on the server now, not with what was read before. */
export function EditorPage({ id }: { id: string }) {
  const workflow = useRead('GET /api/v1/workflows/{id}', { params: { id } }, { staleTime: 0 });
  if (!workflow.isFetchedAfterMount) return <LoadingRows />;
  return (
    <Loaded of={workflow}>
      {(found: WholeWorkflow) => (
        <WorkflowEditor workflow={found} initial={lean(found.definition as unknown as Draft)} />
      )}
    </Loaded>
  );
}
