import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { type Granted, grant, principalForRun } from '../access/index.ts';
import { type AnswerProcedure, answerProcedure, type LoopNeeds } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { type BaseRow, findBase, type Knowledge } from '../knowledge/index.ts';
import { type Citations, type Settings, settingsSchema } from './contract.ts';
import { judge } from './judge.ts';
import { findQuestion, questionIds, type SeenExpected, seenExpectations } from './queries.ts';
import { type QuestionMeasures, totalsOf } from './totals.ts';

/** Questions that are asked between two saves. */
const BATCH = 10;

export const evaluationInput = z.object({
  evaluationId: z.string(),
  setId: z.string(),
  baseId: z.string(),
  workspaceId: z.string(),
  userId: z.string(),
  settings: settingsSchema,
});
export type EvaluationInput = z.infer<typeof evaluationInput>;
export type EvaluationProcedure = Procedure<EvaluationInput, { questions: number }, Database>;

export interface EvaluationNeeds {
  db: Database;
  knowledge: Pick<Knowledge, 'searchBase'>;
  answer: AnswerProcedure;
}

/** A hit as it is kept: no name and no text of a document, which may be hidden or gone when it is looked at. */
export interface KeptHit {
  documentId: string;
  passageId: string;
  grade: number | null;
}

interface Result extends QuestionMeasures {
  questionId: string;
  text: string;
  found: KeptHit[];
}

/** What the orchestrator runs for measuring. */
export function qualityProcedures(needs: LoopNeeds & Omit<EvaluationNeeds, 'answer'>) {
  const answer = answerProcedure(needs);
  return { answer, evaluation: evaluationProcedure({ ...needs, answer }) };
}

/**
 * Asks every question as the person who wants to know, and keeps what was found. Questions and expectations are those
 * that are there when a batch is asked; one that is deleted meanwhile is left out.
 */
export function evaluationProcedure(needs: EvaluationNeeds): EvaluationProcedure {
  return procedure({
    name: 'quality.evaluation',
    input: evaluationInput,
    async run(ctx: Context<Database>, input: EvaluationInput) {
      const ids = await ctx.step('questions', () => questionIds(needs.db, input.setId));
      for (let at = 0; at < ids.length; at += BATCH) {
        const batch = ids.slice(at, at + BATCH);
        const found = await ctx.step(`search-${at}`, ({ signal }) =>
          askAll(needs, input, batch, { runId: ctx.runId, signal }),
        );
        const results = input.settings.answers ? await withAnswers(ctx, needs, input, found) : found;
        await ctx.commit(`save-${at}`, (tx) => save(tx, input.evaluationId, results));
        ctx.emit('evaluation.progressed', { done: Math.min(at + BATCH, ids.length), of: ids.length });
      }
      await ctx.commit('total', (tx) => total(tx, input.evaluationId));
      return { questions: ids.length };
    },
  });
}

/** Rights are looked up for each batch: who loses them meanwhile measures no further. */
async function readable({ db }: EvaluationNeeds, input: EvaluationInput): Promise<Granted<'read', BaseRow>> {
  const principal = await principalForRun(db, input.userId, input.workspaceId);
  return grant<'read', BaseRow>(
    principal,
    'read',
    'Knowledge',
    await findBase(db, input.baseId, input.userId),
  );
}

async function askAll(
  needs: EvaluationNeeds,
  input: EvaluationInput,
  ids: readonly string[],
  { runId, signal }: { runId: string; signal: AbortSignal },
): Promise<Result[]> {
  const base = await readable(needs, input);
  const expected = await seenExpectations(needs.db, base, ids);
  const results: Result[] = [];
  for (const id of ids) {
    signal.throwIfAborted();
    const question = await findQuestion(needs.db, input.setId, id);
    if (question)
      results.push(await askOne(needs, input.settings, base, question, expected.get(id) ?? [], runId));
  }
  return results;
}

async function askOne(
  { knowledge }: EvaluationNeeds,
  { answers: _, model: __, ...how }: Settings,
  base: Granted<'read', BaseRow>,
  { id: questionId, text }: { id: string; text: string },
  expected: readonly SeenExpected[],
  runId: string,
): Promise<Result> {
  const began = performance.now();
  const hits = await knowledge.searchBase(base, { query: text, ...how, account: { runId } });
  const latencyMs = Math.round((performance.now() - began) * 10) / 10;
  const judged = judge(hits, expected, how.limit);
  const isJudged = expected.length > 0;
  return {
    questionId,
    text,
    recall: isJudged ? judged.recall : null,
    ndcg: isJudged ? judged.ndcg : null,
    reciprocalRank: isJudged ? judged.reciprocalRank : null,
    latencyMs,
    citations: null,
    found: hits.map(({ id, documentId }, at) => ({
      ...{ documentId, passageId: id },
      grade: judged.grades[at] ?? null,
    })),
  };
}

/** Each answer is a run of its own: it may take minutes, costs money, and goes on where it was after a crash. */
async function withAnswers(
  ctx: Context<Database>,
  { answer }: EvaluationNeeds,
  { workspaceId, userId, baseId, settings }: EvaluationInput,
  found: readonly Result[],
): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of found) {
    const asked = { workspaceId, userId, baseId, question: one.text, modelId: settings.model };
    const given = await ctx.child(`answer-${one.questionId}`, answer, asked, {
      label: one.text.slice(0, 80),
    });
    const citations: Citations = { ...given.citations, unknown: given.isUnknown ? 1 : 0, answers: 1 };
    results.push({ ...one, citations });
  }
  return results;
}

async function save(tx: Database, evaluation_id: string, results: readonly Result[]): Promise<null> {
  // Deleted meanwhile: there is nothing that the results belong to.
  const row = await tx
    .selectFrom('quality_evaluations')
    .select('id')
    .where('id', '=', evaluation_id)
    .executeTakeFirst();
  if (!row || results.length === 0) return null;
  await tx
    .insertInto('quality_results')
    .values(
      results.map(({ questionId, text, found, ...measures }) => ({
        ...{ evaluation_id, question_id: questionId, text },
        ...{ measures: JSON.stringify(measures), found: JSON.stringify(found) },
      })),
    )
    .execute();
  return null;
}

async function total(tx: Database, id: string): Promise<null> {
  const rows = await tx
    .selectFrom('quality_results')
    .select('measures')
    .where('evaluation_id', '=', id)
    .execute();
  const measures = totalsOf(rows.map((row) => JSON.parse(row.measures) as QuestionMeasures));
  await tx
    .updateTable('quality_evaluations')
    .set({ measures: JSON.stringify(measures) })
    .where('id', '=', id)
    .execute();
  return null;
}
