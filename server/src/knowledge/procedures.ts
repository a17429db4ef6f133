import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import type { Knowledge } from './knowledge.ts';
import { type DocumentRow, findBase, findDocument, updateDocument } from './queries.ts';
import { sharedAs } from './sharing.ts';

const ingestionInput = z.object({ baseId: z.string(), documentId: z.string() });
export type IngestionInput = z.infer<typeof ingestionInput>;
export type IngestionProcedure = Procedure<IngestionInput, { passages: number }, Database>;

const removalInput = z.object({
  baseId: z.string(),
  documentIds: z.array(z.string()),
  wholeBase: z.boolean(),
});
export type RemovalProcedure = Procedure<z.infer<typeof removalInput>, { removed: number }, Database>;

export interface KnowledgeProcedureNeeds {
  db: Database;
  knowledge: Knowledge;
  /** Told in the transaction in which the document turns ready, if all of the workspace may see it. */
  onIngested?(tx: Database, document: DocumentRow, told: { runId: string; passages: number }): Promise<void>;
}

async function ingest(ctx: Context<Database>, needs: KnowledgeProcedureNeeds, input: IngestionInput) {
  const document = await findDocument(needs.db, input.baseId, input.documentId);
  if (!document) return { passages: 0 };
  const passages = await ctx.step('index', (step) => {
    const onProgress = (done: number) => step.emit('ingestion.progressed', { done });
    return needs.knowledge.index(document, { signal: step.signal, onProgress });
  });
  const ready = { state: 'ready', passages, error_code: null, error_message: null };
  await ctx.commit('ready', async (tx) => {
    await updateDocument(tx, input.documentId, ready);
    if (await isOpen(tx, document)) await needs.onIngested?.(tx, document, { runId: ctx.runId, passages });
  });
  return { passages };
}

/** Others hear of a document when all of the workspace may. */
async function isOpen(db: Database, document: DocumentRow): Promise<boolean> {
  const base = await findBase(db, document.base_id, document.created_by);
  return base !== undefined && sharedAs(base, document) === 'workspace';
}

/** What a failure tells, if it is one: a run that is parked or lost goes on elsewhere and has not failed. */
function failureOf(ctx: Context<Database>, error: unknown) {
  const reason = ctx.signal.aborted ? (ctx.signal.reason as { kind?: string }) : undefined;
  if (reason?.kind === 'cancel')
    return { error_code: 'cancelled', error_message: 'Cannot read document: it was cancelled' };
  if (reason) return undefined;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return { error_code: code, error_message: causeOf(error) ?? String(message) };
  return { error_code: 'internal_error', error_message: 'Cannot read document: the server failed' };
}

function causeOf(error: unknown): string | undefined {
  const { cause } = error as { cause?: unknown };
  return isProblem(cause) ? cause.message : undefined;
}

/**
 * The run of an upload. The index replaces a document as one, so the step may run again after a crash;
 * the document turns ready in the transaction that records it.
 */
export function ingestionProcedure(needs: KnowledgeProcedureNeeds): IngestionProcedure {
  return procedure({
    name: 'knowledge.ingestion',
    input: ingestionInput,
    async run(ctx: Context<Database>, input: IngestionInput) {
      try {
        return await ingest(ctx, needs, input);
      } catch (error) {
        const failure = failureOf(ctx, error);
        if (failure) {
          await ctx.commit('failed', (tx) =>
            updateDocument(tx, input.documentId, { state: 'failed', ...failure }),
          );
        }
        throw error;
      }
    },
  });
}

/** Takes out of the index and the store what was deleted in the database: a run, so that a crash leaves nothing. */
export function removalProcedure(needs: KnowledgeProcedureNeeds): RemovalProcedure {
  return procedure({
    name: 'knowledge.removal',
    input: removalInput,
    async run(ctx: Context<Database>, { baseId, documentIds, wholeBase }) {
      await ctx.step('remove', async () => {
        await needs.knowledge.remove(baseId, documentIds, wholeBase);
        return null;
      });
      return { removed: documentIds.length };
    },
  });
}
