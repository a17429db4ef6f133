import type { Database } from '../db/index.ts';
import { type RunBy, startRun } from '../runs/index.ts';
import type { IngestionStart } from './needs.ts';
import type { IngestionInput } from './procedures.ts';

/** Ingestions at a time, of all workspaces: enough for the threads that read and write, and few enough to hold in memory. */
export const MAX_INGESTIONS = 16;
const CAP = 'knowledge.ingestion';

/** The run that brings a version into the index, behind what people wait for. */
export async function startIngestion(
  tx: Database,
  { orchestrator, ingestion }: IngestionStart,
  by: RunBy,
  input: IngestionInput,
  label: string,
): Promise<string> {
  const { userId, workspaceId, shared } = by;
  const { runId } = await startRun(tx, orchestrator, { userId, workspaceId, shared }, ingestion, input, {
    label,
    priority: 'low',
    needs: { caps: [CAP], limits: { [CAP]: MAX_INGESTIONS } },
  });
  return runId;
}
