import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WholeWorkflow } from '../../../lib/api-types.ts';
import { useApi } from '../../../lib/client.tsx';
import { asProblem } from '../../../lib/problem.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import type { Draft } from '../flow/draft.ts';
import { lean } from '../flow/lean.ts';

const CHANGED = 'workflow_changed';

export interface Saving {
  /** The version that is edited. */
  version: number;
  isDirty: boolean;
  isPending: boolean;
  /** The newer version that somebody else saved meanwhile. */
  theirs: WholeWorkflow | null;
  /** Answers the version that the draft then has; null where it was not saved. */
  save(): Promise<number | null>;
  /** Saves over the newer version. */
  keepMine(): Promise<number | null>;
  takeTheirs(): void;
  dismiss(): void;
}

/** Saves the draft as the next version, and notices that somebody else has done so first. */
export function useSave(workflow: WholeWorkflow, draft: Draft, replace: (draft: Draft) => void): Saving {
  const api = useApi();
  const queries = useQueryClient();
  const tell = useTellProblem();
  const update = useWrite('PUT /api/v1/workflows/{id}', [
    'GET /api/v1/workflows',
    'GET /api/v1/workflows/{id}/versions',
  ]);
  const [saved, setSaved] = useState({ draft, version: workflow.version });
  const [theirs, setTheirs] = useState<WholeWorkflow | null>(null);
  const params = { id: workflow.id };

  async function store(baseVersion: number): Promise<number | null> {
    try {
      const stored = await update.mutateAsync({ params, body: { definition: draft, baseVersion } });
      queries.setQueryData(['GET /api/v1/workflows/{id}', { params }], stored);
      setSaved({ draft, version: stored.version });
      setTheirs(null);
      return stored.version;
    } catch (error) {
      if (asProblem(error).code !== CHANGED) tell(error);
      else setTheirs(await api.call('GET /api/v1/workflows/{id}', { params }));
      return null;
    }
  }

  return {
    version: saved.version,
    isDirty: draft !== saved.draft,
    isPending: update.isPending,
    theirs,
    save: () => store(saved.version),
    keepMine: () => store(theirs?.version ?? saved.version),
    takeTheirs() {
      if (!theirs) return;
      const next = lean(theirs.definition as unknown as Draft);
      setSaved({ draft: next, version: theirs.version });
      replace(next);
      setTheirs(null);
    },
    dismiss: () => setTheirs(null),
  };
}
