import type { Orchestrator, Procedure } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { IngestionProcedure, RemovalProcedure } from './procedures.ts';

/** What starts an ingestion. */
export interface IngestionStart {
  orchestrator: Orchestrator<Database>;
  ingestion: IngestionProcedure;
}

/** In whose name all that failed in a base is read again. */
export interface RetriesInput {
  baseId: string;
  userId: string;
  workspaceId: string;
}
export type RetriesProcedure = Procedure<RetriesInput, { documents: number }, Database>;

/** What the verbs on documents take. */
export interface DocumentNeeds extends IngestionStart {
  db: Database;
  runtime: Runtime;
  files: FileStore;
  removal: RemovalProcedure;
}
