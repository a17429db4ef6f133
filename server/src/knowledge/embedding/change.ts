import { type Context, type Orchestrator, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Granted } from '../../access/index.ts';
import { type Database, inTransaction, lockRow } from '../../db/index.ts';
import { type Failure, failureOf, startRun } from '../../runs/index.ts';
import { knowledgeErrors } from '../errors.ts';
import { type PaidStepNeeds, paidStep } from '../paid-step.ts';
import { type BaseRow, hasRunEnded } from '../queries.ts';
import type { EmbeddedSearch } from './embedded-search.ts';
import { type EmbeddingModel, findVectors, modelHash, saveVectors, textOf, vectorsOf } from './vectors.ts';

/** Documents that one step embeds. */
const DOCUMENTS_AT_ONCE = 10;
/** A model that takes longer for one word is none to embed a base with. */
const PROBE_MS = 30_000;

const input = z.object({ baseId: z.string(), generation: z.number().int() });
export type EmbeddingProcedure = Procedure<z.infer<typeof input>, { documents: number }, Database>;

export interface EmbeddingNeeds extends PaidStepNeeds {
  search: EmbeddedSearch;
}

/**
 * Makes the vectors of a base anew with another model, or lets the engine learn them again. Until all is there the old
 * ones answer; what is uploaded meanwhile is written to both. A failure or a cancel leaves the old ones as they are.
 */
export function embeddingProcedure(needs: EmbeddingNeeds): EmbeddingProcedure {
  const { search } = needs;
  return procedure({
    name: 'knowledge.embedding',
    input,
    async run(ctx: Context<Database>, { baseId, generation }) {
      try {
        const documents = await copyAll(ctx, needs, baseId, generation);
        const old = await ctx.commit('switch', (tx) => switchTo(tx, baseId, generation));
        if (old !== null)
          await ctx.step('forget', async () => {
            await search.forget(baseId, old);
            return null;
          });
        return { documents };
      } catch (error) {
        const failure = failureOf(ctx, error, 'embed documents');
        if (failure) {
          await ctx.commit('failed', (tx) => giveUp(tx, baseId, generation, failure));
          await search.forget(baseId, generation);
        }
        throw error;
      }
    },
  });
}

async function copyAll(
  ctx: Context<Database>,
  needs: EmbeddingNeeds,
  baseId: string,
  generation: number,
): Promise<number> {
  const { db, search } = needs;
  let [after, done] = ['', 0];
  for (;;) {
    const from = after;
    const copied = await paidStep(ctx, needs, `documents ${done}`, async ({ signal, emit }, paying) => {
      const row = await findVectors(db, baseId);
      if (row?.next_generation !== generation) return null;
      const { ids, left } = await documentsAfter(db, baseId, from);
      for (const id of ids) {
        signal.throwIfAborted();
        await search.copy(baseId, id, paying);
      }
      const share = (done + ids.length) / Math.max(1, done + left);
      await emit('embedding.progressed', { done: share, documents: done + ids.length });
      return { count: ids.length, last: ids.at(-1) ?? '' };
    });
    if (copied === null || copied.count === 0) return done;
    done += copied.count;
    after = copied.last;
  }
}

async function documentsAfter(db: Database, baseId: string, after: string) {
  const of = db.selectFrom('knowledge_documents').where('base_id', '=', baseId).where('id', '>', after);
  const rows = await of.select('id').orderBy('id').limit(DOCUMENTS_AT_ONCE).execute();
  const { count } = await of
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return { ids: rows.map(({ id }) => id), left: Number(count) };
}

/** Answers the generation that nobody asks any more; null if another change came. */
async function switchTo(tx: Database, baseId: string, generation: number): Promise<number | null> {
  const row = await findVectors(tx, baseId);
  if (row?.next_generation !== generation) return null;
  await saveVectors(tx, {
    ...row,
    ...{ generation, model: row.next_model, next_generation: null, next_model: null },
    ...{ error_code: null, error_message: null },
  });
  await forgetVectors(tx, baseId, vectorsOf(row).next?.model ?? null);
  return row.generation;
}

/** Vectors of former models are of no use any more, and must not outlive the texts that they were made of. */
async function forgetVectors(tx: Database, baseId: string, model: EmbeddingModel | null): Promise<void> {
  const documents = tx.selectFrom('knowledge_documents').select('id').where('base_id', '=', baseId);
  const kept = tx.deleteFrom('knowledge_embeddings').where('document_id', 'in', documents);
  await (model ? kept.where('model_hash', '!=', modelHash(model)) : kept).execute();
}

async function giveUp(tx: Database, baseId: string, generation: number, failure: Failure): Promise<null> {
  const row = await findVectors(tx, baseId);
  if (row?.next_generation === generation)
    await saveVectors(tx, { ...row, ...failure, next_generation: null, next_model: null });
  return null;
}

export interface ChangeNeeds {
  db: Database;
  orchestrator: Orchestrator<Database>;
  embedding: EmbeddingProcedure;
  models: {
    embed(
      which: EmbeddingModel & { workspaceId: string },
      texts: readonly string[],
      signal: AbortSignal,
    ): Promise<Float32Array[]>;
  };
}

/**
 * Starts to make a base's vectors with another model, null for those that the engine learns. A model that does not
 * answer is refused before anything. Throws `embedding_under_way`, and what models throw.
 */
export async function changeVectors(
  { db, orchestrator, embedding, models }: ChangeNeeds,
  { by, record }: Granted<'edit', BaseRow>,
  model: EmbeddingModel | null,
): Promise<{ runId: string | null }> {
  if (model)
    await models.embed({ ...model, workspaceId: by.workspaceId }, ['Hello'], AbortSignal.timeout(PROBE_MS));
  const runId = await inTransaction(db, async (tx) => {
    await lockRow(tx, 'knowledge_bases', record.id);
    const row = await findVectors(tx, record.id);
    // One that was cancelled before it began could not tidy up.
    if (row?.run_id && row.next_generation !== null && !(await hasRunEnded(tx, row.run_id)))
      throw knowledgeErrors.embedding_under_way();
    if (textOf(model) === (row?.model ?? null)) return null;
    const generation = Math.max(row?.generation ?? 0, row?.next_generation ?? 0) + 1;
    const shared = record.visibility === 'workspace' ? ('workspace' as const) : ('private' as const);
    const run = await startRun(
      tx,
      orchestrator,
      { userId: by.userId, workspaceId: by.workspaceId, shared },
      embedding,
      { baseId: record.id, generation },
      { label: record.name },
    );
    await saveVectors(tx, {
      ...{ base_id: record.id, generation: row?.generation ?? 0, model: row?.model ?? null },
      ...{ next_generation: generation, next_model: textOf(model), run_id: run.runId },
      ...{ error_code: null, error_message: null },
    });
    return run.runId;
  });
  orchestrator.announce();
  return { runId };
}
