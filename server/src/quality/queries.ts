import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type BaseRow, visibleNames } from '../knowledge/index.ts';
import type { Expected } from './contract.ts';

type Reading = Granted<'read' | 'edit', BaseRow>;

export function findSet(db: Database, base: Reading, id: string) {
  return db
    .selectFrom('quality_sets')
    .selectAll()
    .where('base_id', '=', base.record.id)
    .where('id', '=', id)
    .executeTakeFirst();
}
export type SetRow = NonNullable<Awaited<ReturnType<typeof findSet>>>;

export function pageOfSets(
  db: Database,
  base: Reading,
  before: string | undefined,
  limit: number,
): Promise<SetRow[]> {
  const query = db.selectFrom('quality_sets').selectAll().where('base_id', '=', base.record.id);
  const paged = before ? query.where('id', '<', before) : query;
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

/** How many questions each of the sets has. */
export async function countQuestions(db: Database, setIds: readonly string[]): Promise<Map<string, number>> {
  if (setIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('quality_questions')
    .select((eb) => ['set_id', eb.fn.countAll<number | string>().as('count')])
    .where('set_id', 'in', setIds)
    .groupBy('set_id')
    .execute();
  return new Map(rows.map((row) => [row.set_id, Number(row.count)]));
}

export async function countSets(db: Database, baseId: string): Promise<number> {
  const row = await db
    .selectFrom('quality_sets')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('base_id', '=', baseId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export function pageOfQuestions(db: Database, setId: string, after: string | undefined, limit: number) {
  const query = db.selectFrom('quality_questions').selectAll().where('set_id', '=', setId);
  const paged = after ? query.where('id', '>', after) : query;
  return paged.orderBy('id').limit(limit).execute();
}
export type QuestionRow = Awaited<ReturnType<typeof pageOfQuestions>>[number];

export function findQuestion(db: Database, setId: string, id: string): Promise<QuestionRow | undefined> {
  return db
    .selectFrom('quality_questions')
    .selectAll()
    .where('set_id', '=', setId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function questionIds(db: Database, setId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('quality_questions')
    .select('id')
    .where('set_id', '=', setId)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export type SeenExpected = Expected & { id: string; documentName: string };

/** What the questions expect, of the documents that the person sees: the rest is as if it were not there. */
export async function seenExpectations(
  db: Database,
  base: Reading,
  questionIds: readonly string[],
): Promise<Map<string, SeenExpected[]>> {
  if (questionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('quality_expectations')
    .selectAll()
    .where('question_id', 'in', questionIds)
    .orderBy('id')
    .execute();
  const names = await visibleNames(db, base, [...new Set(rows.map((row) => row.document_id))]);
  const seen = rows.flatMap(({ id, question_id, document_id, grade, quote, span }) => {
    const documentName = names.get(document_id);
    if (documentName === undefined) return [];
    const place = span === null ? null : (JSON.parse(span) as Expected['span']);
    return [{ question_id, one: { id, documentId: document_id, documentName, grade, quote, span: place } }];
  });
  const byQuestion = Map.groupBy(seen, ({ question_id }) => question_id);
  return new Map([...byQuestion].map(([id, all]) => [id, all.map(({ one }) => one)]));
}

/** Only those of the person: what others measured tells what others see. */
export function pageOfEvaluations(
  db: Database,
  { by }: Reading,
  setId: string,
  before: string | undefined,
  limit: number,
) {
  const query = evaluations(db, by.userId, setId);
  const paged = before ? query.where('evaluation.id', '<', before) : query;
  return paged.orderBy('evaluation.id', 'desc').limit(limit).execute();
}

export function findEvaluation(db: Database, { by }: Reading, setId: string, id: string) {
  return evaluations(db, by.userId, setId).where('evaluation.id', '=', id).executeTakeFirst();
}
export type EvaluationRow = NonNullable<Awaited<ReturnType<typeof findEvaluation>>>;

function evaluations(db: Database, userId: string, setId: string) {
  return db
    .selectFrom('quality_evaluations as evaluation')
    .leftJoin('runs', 'runs.id', 'evaluation.run_id')
    .selectAll('evaluation')
    .select('runs.state as run_state')
    .where('evaluation.set_id', '=', setId)
    .where('evaluation.created_by', '=', userId);
}

export function pageOfResults(db: Database, evaluationId: string, after: string | undefined, limit: number) {
  const query = db.selectFrom('quality_results').selectAll().where('evaluation_id', '=', evaluationId);
  const paged = after ? query.where('question_id', '>', after) : query;
  return paged.orderBy('question_id').limit(limit).execute();
}
export type ResultRow = Awaited<ReturnType<typeof pageOfResults>>[number];

/** Evaluations under way of a set, whoever began them: to be stopped with it. */
export async function runsOfSet(db: Database, setId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('quality_evaluations')
    .select('run_id')
    .where('set_id', '=', setId)
    .where('measures', 'is', null)
    .execute();
  return rows.map(({ run_id }) => run_id);
}
