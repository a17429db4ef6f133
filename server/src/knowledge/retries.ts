import { type Context, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { startRun } from '../runs/index.ts';
import { isLastRound, retrySome } from './control.ts';
import type { DocumentNeeds, IngestionStart, RetriesInput, RetriesProcedure } from './needs.ts';
import { type BaseRow, findBase } from './queries.ts';

const retriesInput = z.object({ baseId: z.string(), userId: z.string(), workspaceId: z.string() });

/** Rounds of one run, with those that found no room in the queue and waited. */
const MAX_ROUNDS = 4_000;
const FULL_PAUSE_MS = 5_000;
const FULL = ['queue_full', 'workspace_queue_full'];

/** Takes up everything in a base that failed or was cancelled: a run, for it may be a hundred thousand documents. */
export async function retryAll(
  needs: DocumentNeeds & { retries: RetriesProcedure },
  { record, by }: Granted<'edit', BaseRow>,
): Promise<{ runId: string }> {
  const { userId, workspaceId } = by;
  const started = await inTransaction(needs.db, (tx) => {
    const input = { baseId: record.id, userId, workspaceId };
    return startRun(tx, needs.orchestrator, { userId, workspaceId }, needs.retries, input, {
      label: record.name,
    });
  });
  needs.orchestrator.announce();
  return started;
}

/** `starting` is called by runs: what starts them is there by then. */
export function retriesProcedure(starting: () => IngestionStart): RetriesProcedure {
  return procedure({
    name: 'knowledge.retries',
    input: retriesInput,
    async run(ctx: Context<Database>, input: RetriesInput) {
      let documents = 0;
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const count = await retryRound(ctx, `some-${round}`, starting, input);
        starting().orchestrator.announce();
        if (count === null) {
          await ctx.sleep(`pause-${round}`, FULL_PAUSE_MS);
          continue;
        }
        documents += count;
        if (isLastRound(count)) break;
      }
      return { documents };
    },
  });
}

/** How many were taken up; null where the queue has no room for them. */
async function retryRound(
  ctx: Context<Database>,
  name: string,
  starting: () => IngestionStart,
  { baseId, userId, workspaceId }: RetriesInput,
): Promise<number | null> {
  try {
    return await ctx.commit(name, async (tx) => {
      const base = await findBase(tx, baseId, userId);
      return base ? retrySome(tx, starting(), base, { userId, workspaceId }, ctx.runId) : 0;
    });
  } catch (error) {
    if (isProblem(error) && FULL.includes(error.code)) return null;
    throw error;
  }
}
