// What is deleted or replaced leaves room in the files of the index, and its vectors in the graph: a run gives both back.
import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import type { Search } from '@agenticgen/search';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { startRun } from '../runs/index.ts';
import type { IngestionStart } from './needs.ts';
import { openCollection } from './passages.ts';

/** Of the passages that there are and that were removed since, the share of removed ones from which it is worth it. */
export const REMOVED_SHARE = 0.25;
/** Fewer are not worth it: the files are small then. */
export const MIN_REMOVED = 1_000;
/** A large index is written anew within this. */
const COMPACTION_TIMEOUT_MS = 3_600_000;

const compactionInput = z.object({ baseId: z.string() });
export type CompactionProcedure = Procedure<
  z.infer<typeof compactionInput>,
  { compacted: boolean },
  Database
>;

export interface CompactionStart extends Pick<IngestionStart, 'orchestrator'> {
  compaction: CompactionProcedure;
}

export function compactionProcedure({ db, search }: { db: Database; search: Search }): CompactionProcedure {
  return procedure({
    name: 'knowledge.compaction',
    input: compactionInput,
    async run(ctx: Context<Database>, { baseId }) {
      // It may be cut off at any moment and is begun again: the index has what it had.
      const compacted = await ctx.step(
        'compact',
        async () => {
          if (!(await isThere(db, baseId))) return false;
          await openCollection(search, baseId).compact();
          return true;
        },
        { timeoutMs: COMPACTION_TIMEOUT_MS },
      );
      return { compacted };
    },
  });
}

/** A base that is being deleted has no index any more, and must not get one. */
async function isThere(db: Database, baseId: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge_bases')
    .select('id')
    .where('id', '=', baseId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts what left the index, and starts the compaction once it is worth it, as one with the caller's writes. */
export async function noteRemoved(
  tx: Database,
  { orchestrator, compaction }: CompactionStart,
  baseId: string,
  passages: number,
): Promise<void> {
  if (passages === 0) return;
  await tx
    .updateTable('knowledge_bases')
    .set({ removed_passages: sql<number>`removed_passages + ${passages}` })
    .where('id', '=', baseId)
    .execute();
  const base = await tx
    .selectFrom('knowledge_bases')
    .select(['workspace_id', 'created_by', 'name', 'removed_passages'])
    .where('id', '=', baseId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (!base || base.removed_passages < MIN_REMOVED) return;
  const { kept } = await tx
    .selectFrom('knowledge_documents')
    .select((eb) => eb.fn.sum<number | string | null>('passages').as('kept'))
    .where('base_id', '=', baseId)
    .executeTakeFirstOrThrow();
  const all = base.removed_passages + Number(kept ?? 0);
  if (base.removed_passages < REMOVED_SHARE * all) return;
  await tx.updateTable('knowledge_bases').set({ removed_passages: 0 }).where('id', '=', baseId).execute();
  const owner = { userId: base.created_by, workspaceId: base.workspace_id };
  await startRun(
    tx,
    orchestrator,
    owner,
    compaction,
    { baseId },
    { label: base.name, priority: 'background' },
  );
}
