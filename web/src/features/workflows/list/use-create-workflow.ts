import { useNavigate } from '@tanstack/react-router';
import { useWrite } from '../../../lib/queries.ts';

/** Saves a definition as a new workflow and opens it. */
export function useCreateWorkflow() {
  const navigate = useNavigate();
  const create = useWrite('POST /api/v1/workflows', ['GET /api/v1/workflows']);
  const make = async (definition: Record<string, unknown> | string) => {
    const { id } = await create.mutateAsync({ body: { definition } });
    await navigate({ to: '/workflows/$workflowId', params: { workflowId: id } });
  };
  return { make, isPending: create.isPending, error: create.error };
}
