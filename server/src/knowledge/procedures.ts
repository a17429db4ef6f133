import { type Context, type Procedure, procedure, type StepContext } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import { isProblem } from '../problem/index.ts';
import { knowledgeErrors } from './errors.ts';
import type { Ingestor } from './ingestor.ts';
import { type PaidStepNeeds, type Paying, paidStep } from './paid-step.ts';
import {
  type DocumentRow,
  findBase,
  findDocument,
  findWanted,
  hasRunEnded,
  isBaseWorkedOn,
} from './queries.ts';
import { sharedAs } from './sharing.ts';
import type { SplitPassage } from './split.ts';
import { endVersion, failedWith, type Outcome, pruneVersions, readyWith } from './versions.ts';

const ingestionInput = z.object({
  baseId: z.string(),
  documentId: z.string(),
  version: z.number().int().min(1).default(1),
  /** The run of the version before, which has to end first: two never write into the index at a time. */
  after: z.string().nullable().default(null),
});
export type IngestionInput = z.infer<typeof ingestionInput>;
export type IngestionProcedure = Procedure<IngestionInput, { passages: number }, Database>;

const removalInput = z.object({
  baseId: z.string(),
  documentIds: z.array(z.string()),
  wholeBase: z.boolean(),
  /** Ingestions that have to end first. */
  after: z.array(z.string()).default([]),
});
export type RemovalInput = z.infer<typeof removalInput>;
export type RemovalProcedure = Procedure<RemovalInput, { removed: number }, Database>;

export interface KnowledgeProcedureNeeds extends PaidStepNeeds {
  files: FileStore;
  ingestor: Ingestor;
  /** Told how many passages left the index, in the transaction that records it. */
  onRemoved?(tx: Database, baseId: string, passages: number): Promise<void>;
  /** Told in the transaction in which a version turns ready for the first time, if all of the workspace may see it. */
  onIngested?(tx: Database, document: DocumentRow, told: { runId: string; passages: number }): Promise<void>;
}

/** How often another run is looked at, the pauses growing up to LOOK_MAX_MS: a quarter of an hour in all. */
const MAX_LOOKS = 120;
const LOOK_MS = 100;
const LOOK_MAX_MS = 8_000;
/** What is parsed sooner is split before anybody could read that it is. */
const QUIET_MS = 500;
/** Documents of a deleted base that one step takes away. */
const REMOVED_AT_ONCE = 200;

/** Waits until `isOver` says so; what never ends is not waited for without end. */
async function waitUntil(
  ctx: Context<Database>,
  name: string,
  isOver: () => Promise<boolean>,
): Promise<void> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    if (await ctx.step(`${name}-${look}`, isOver)) return;
    await ctx.sleep(`${name}-${look}-pause`, Math.min(LOOK_MAX_MS, LOOK_MS * 2 ** look));
  }
}

/**
 * Parse and split, then index; each is recorded. What was read is not: it is the same whenever the same bytes are read,
 * and a second copy of people's texts would have to be erased, too. After a crash it is read again.
 */
async function ingest(ctx: Context<Database>, needs: KnowledgeProcedureNeeds, input: IngestionInput) {
  const { after, documentId, version, baseId } = input;
  if (after) await waitUntil(ctx, 'before', () => hasRunEnded(needs.db, after));
  const reading = createReading(needs, input, ctx.runId);
  const found = await paidStep(
    ctx,
    needs,
    'read',
    async (step, paying) => (await reading(step, paying))?.length ?? null,
  );
  if (found === null) return { passages: 0 };
  const place = { base_id: baseId, document_id: documentId, number: version };
  const passages = await paidStep(ctx, needs, 'index', async (step, paying) => {
    const read = await reading(step, paying);
    step.signal.throwIfAborted();
    return read && needs.ingestor.index(place, read, paying);
  });
  if (passages === null) return { passages: 0 };
  await end(ctx, needs, input, readyWith(passages));
  return { passages };
}

type Reading = (step: StepContext, paying: Paying) => Promise<SplitPassage[] | null>;

/** What the version says, read once for as long as the run stays here; null where the version is not wanted any more. */
function createReading(
  { db, ingestor }: KnowledgeProcedureNeeds,
  input: IngestionInput,
  runId: string,
): Reading {
  let read: SplitPassage[] | undefined;
  return async ({ emit }, paying) => {
    if (read) return read;
    const wanted = await findWanted(db, input.documentId, input.version);
    if (!wanted) return null;
    const told = performance.now() + QUIET_MS;
    const onParsed = () =>
      performance.now() > told && emit('ingestion.progressed', { stage: 'split', done: 0 });
    const onSeen = (done: number) => emit('ingestion.progressed', { stage: 'see', done });
    read = await ingestor.read(wanted, { ...paying, runId, onParsed, onSeen });
    return read;
  };
}

/** The end in our tables, with what was too old to be kept. */
async function end(
  ctx: Context<Database>,
  needs: KnowledgeProcedureNeeds,
  { baseId, documentId, version }: IngestionInput,
  outcome: Outcome,
): Promise<void> {
  const { runId } = ctx;
  const hashes = await ctx.commit(outcome.state, async (tx) => {
    const before = await findDocument(tx, baseId, documentId);
    const document = await endVersion(tx, documentId, version, outcome, runId);
    if (!before || !document) return [];
    const { state, passages } = outcome;
    // What the index had of the version that was found until now has left it.
    if (state === 'ready' && before.state === 'ready') await needs.onRemoved?.(tx, baseId, before.passages);
    // One that was read again, since people changed its passages, is no new document.
    const isAgain = before.state === 'ready' && before.version === version;
    if (state === 'ready' && !isAgain && (await isOpen(tx, document)))
      await needs.onIngested?.(tx, document, { runId, passages });
    return pruneVersions(tx, needs.files, document);
  });
  if (hashes.length === 0) return;
  await ctx.step('prune', async () => {
    await needs.files.removeUnused(needs.db, hashes);
    return null;
  });
}

/** Others hear of a document when all of the workspace may. */
async function isOpen(db: Database, document: DocumentRow): Promise<boolean> {
  const base = await findBase(db, document.base_id, document.created_by);
  return base !== undefined && sharedAs(base, document) === 'workspace';
}

/** What a failure tells, if it is one: a run that is parked or lost goes on elsewhere and has not failed. */
function failureOf(ctx: Context<Database>, error: unknown): Outcome | undefined {
  const failed = (code: string, message: string): Outcome => failedWith({ code, message });
  const reason = ctx.signal.aborted ? (ctx.signal.reason as { kind?: string }) : undefined;
  if (reason?.kind === 'cancel') {
    return failedWith(knowledgeErrors.document_cancelled());
  }
  if (reason) return undefined;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && code !== 'step_failed')
    return failed(code, causeOf(error) ?? String(message));
  return failed('internal_error', 'Cannot read document: the server failed');
}

function causeOf(error: unknown): string | undefined {
  const { cause } = error as { cause?: unknown };
  return isProblem(cause) ? cause.message : undefined;
}

/**
 * A cancel that comes while the index is written may be too late: then the version is there whole, and the tables say
 * so. Otherwise they say why it is not, and what was there before stays.
 */
async function endFailed(
  ctx: Context<Database>,
  needs: KnowledgeProcedureNeeds,
  input: IngestionInput,
  failure: Outcome,
): Promise<void> {
  const indexed = await ctx.step('look', async () => {
    const { baseId, documentId, version } = input;
    if (!(await findDocument(needs.db, baseId, documentId))) return 0;
    return needs.ingestor.countIndexed({ base_id: baseId, document_id: documentId, number: version });
  });
  await end(ctx, needs, input, indexed > 0 ? readyWith(indexed) : failure);
}

/** The run of a version: an upload, what a source has, or an old version that is restored. */
export function ingestionProcedure(needs: KnowledgeProcedureNeeds): IngestionProcedure {
  return procedure({
    name: 'knowledge.ingestion',
    input: ingestionInput,
    async run(ctx: Context<Database>, input: IngestionInput) {
      ctx.tidyOnCancel();
      try {
        return await ingest(ctx, needs, input);
      } catch (error) {
        const failure = failureOf(ctx, error);
        if (failure) await endFailed(ctx.tidying, needs, input, failure);
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
    async run(ctx: Context<Database>, { baseId, documentIds, wholeBase, after }: RemovalInput) {
      for (const runId of after) await waitUntil(ctx, runId, () => hasRunEnded(needs.db, runId));
      if (wholeBase) await waitUntil(ctx, 'base', async () => !(await isBaseWorkedOn(needs.db, baseId)));
      const passages = await ctx.step('remove', () => needs.ingestor.remove(baseId, documentIds, wholeBase));
      // Runs of before did not count.
      if (passages) await ctx.commit('removed', async (tx) => needs.onRemoved?.(tx, baseId, passages));
      const removed = wholeBase ? await removeAll(ctx, needs, baseId) : 0;
      return { removed: removed + documentIds.length };
    },
  });
}

/** What a deleted base still has in the database and in the store. */
async function removeAll(
  ctx: Context<Database>,
  needs: KnowledgeProcedureNeeds,
  baseId: string,
): Promise<number> {
  for (let [round, removed] = [0, 0]; ; round++) {
    const some = await ctx.step(`documents-${round}`, () =>
      needs.ingestor.removeSome(baseId, REMOVED_AT_ONCE),
    );
    removed += some;
    if (some === REMOVED_AT_ONCE) continue;
    await ctx.commit('base', async (tx) => {
      await tx.deleteFrom('knowledge_bases').where('id', '=', baseId).execute();
    });
    return removed;
  }
}
