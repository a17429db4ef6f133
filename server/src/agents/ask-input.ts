import type { Procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database } from '../db/index.ts';

/** A task that one agent gives another. */
export const askInput = z.object({
  userId: z.string(),
  workspaceId: z.string(),
  agentId: z.string(),
  task: z.string(),
  area: z.string(),
  rootRunId: z.string(),
  depth: z.number(),
});
export type AskInput = z.infer<typeof askInput>;

export interface AskOutput {
  text: string;
  /** Documents whose words it may have; null, or absent in older runs: not known. */
  documents?: string[] | null;
}
export type AskProcedure = Procedure<AskInput, AskOutput, Database>;
