import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../../lib/client.tsx';
import { useRead, useWrite } from '../../lib/queries.ts';
import { useRunFold } from '../../lib/use-run-fold.ts';
import type { Language } from './code-draft.ts';
import type { InputFile } from './input-files.ts';
import { outputFold } from './output-fold.ts';

const NOT_YET = { state: null, isConnected: true, hasEnded: false, problem: null };

export interface WantedExecution {
  language: Language;
  code: string;
  files: readonly InputFile[];
  /** The person has looked at what the scan finds. */
  acceptFindings?: boolean;
  /** Finds the session to run it in, if it is to be run in one. */
  session?: (() => Promise<string>) | undefined;
}

/** One run of code: begun here or an earlier one that was opened, followed to its end, stopped. */
export function useExecution() {
  const api = useApi();
  const queries = useQueryClient();
  const [runId, setRunId] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: async ({ files, session, ...wanted }: WantedExecution) => {
      const place = session ? { session: await session() } : {};
      const given = files.map(({ name, contentBase64 }) => ({ name, contentBase64 }));
      const response = await api.fetch('/api/v1/executions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'respond-async' },
        body: JSON.stringify({ ...wanted, ...place, files: given }),
      });
      return (await response.json()) as { runId: string };
    },
    onSuccess: (begun) => setRunId(begun.runId),
  });
  const followed = useRunFold(runId, outputFold);
  // What was read of the run before is not of this one.
  const live = followed.of === runId ? followed : NOT_YET;
  const { refetch, ...whole } = useRead(
    'GET /api/v1/executions/{id}',
    { params: { id: runId ?? '' } },
    { enabled: runId !== null, staleTime: 0 },
  );
  useEffect(() => {
    if (!live.hasEnded || runId === null) return;
    void refetch();
    void queries.invalidateQueries({ queryKey: ['GET /api/v1/executions'] });
  }, [live.hasEnded, runId, refetch, queries]);
  const stop = useWrite('PUT /api/v1/runs/{id}/cancellation', ['GET /api/v1/executions/{id}']);
  const execution = whole.data ?? null;
  const isOver = execution !== null && execution.finishedAt !== null;
  return {
    runId,
    open: setRunId,
    start,
    stop: () => runId !== null && stop.mutate({ params: { id: runId } }),
    isStopping: stop.isPending || (stop.isSuccess && !isOver),
    isBusy: start.isPending || (runId !== null && !isOver && !live.problem),
    isConnected: live.isConnected,
    output: live.state,
    execution,
    problem: start.error ?? live.problem ?? whole.error,
  };
}

export type RunningExecution = ReturnType<typeof useExecution>;
