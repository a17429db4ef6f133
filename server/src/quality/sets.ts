import type { Granted } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import { type BaseRow, visibleNames } from '../knowledge/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Expected, NewQuestion, QuestionView, SetView } from './contract.ts';
import { qualityErrors } from './errors.ts';
import {
  countQuestions,
  countSets,
  type QuestionRow,
  type SeenExpected,
  type SetRow,
  seenExpectations,
} from './queries.ts';

/** Of one base. */
export const MAX_SETS = 100;
/** Of one set. */
export const MAX_QUESTIONS = 1_000;
const ROWS_AT_ONCE = 200;

type Editing = Granted<'edit', BaseRow>;
type Clock = Pick<Runtime, 'now' | 'newId'>;

export const presentSet = (row: SetRow, questions: number): SetView => ({
  ...{ id: row.id, baseId: row.base_id, name: row.name, questions },
  ...{ createdBy: row.created_by, createdAt: row.created_at },
});

export const presentQuestion = (row: QuestionRow, expected: readonly SeenExpected[] = []): QuestionView => ({
  ...{ id: row.id, text: row.text, createdAt: row.created_at },
  expected: expected.map(({ id: _, ...one }) => one),
});

/** Throws `set_limit_reached`. */
export async function createSet(
  db: Database,
  runtime: Clock,
  { by, record }: Editing,
  name: string,
): Promise<SetRow> {
  const row = {
    ...{ id: runtime.newId(), workspace_id: by.workspaceId, base_id: record.id, name },
    ...{ created_by: by.userId, created_at: runtime.now() },
  };
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'knowledge_bases', record.id);
    if ((await countSets(tx, record.id)) >= MAX_SETS) throw qualityErrors.set_limit_reached(MAX_SETS);
    await tx.insertInto('quality_sets').values(row).execute();
  });
  return row;
}

/** All of them or none. Throws `question_limit_reached`, `expected_unknown`. */
export async function addQuestions(
  db: Database,
  runtime: Clock,
  base: Editing,
  set: SetRow,
  questions: readonly NewQuestion[],
): Promise<QuestionRow[]> {
  const rows = questions.map(
    ({ text }): QuestionRow => ({
      ...{ id: runtime.newId(), set_id: set.id, text },
      ...{ created_by: base.by.userId, created_at: runtime.now() },
    }),
  );
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'quality_sets', set.id);
    const count = (await countQuestions(tx, [set.id])).get(set.id) ?? 0;
    if (count + rows.length > MAX_QUESTIONS) throw qualityErrors.question_limit_reached(MAX_QUESTIONS);
    await checkExpected(
      tx,
      base,
      questions.flatMap(({ expected }) => expected),
    );
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await tx
        .insertInto('quality_questions')
        .values(rows.slice(at, at + ROWS_AT_ONCE))
        .execute();
    for (const [index, { expected }] of questions.entries())
      await insertExpected(tx, runtime, (rows[index] as QuestionRow).id, expected);
  });
  return rows;
}

/** What the question expects of documents that the person does not see stays. Throws `expected_unknown`. */
export async function changeQuestion(
  db: Database,
  runtime: Clock,
  base: Editing,
  question: QuestionRow,
  { text, expected }: NewQuestion,
): Promise<QuestionRow> {
  await inTransaction(db, async (tx) => {
    await checkExpected(tx, base, expected);
    await tx.updateTable('quality_questions').set({ text }).where('id', '=', question.id).execute();
    const seen = (await seenExpectations(tx, base, [question.id])).get(question.id) ?? [];
    const ids = seen.map(({ id }) => id);
    if (ids.length > 0) await tx.deleteFrom('quality_expectations').where('id', 'in', ids).execute();
    await insertExpected(tx, runtime, question.id, expected);
  });
  return { ...question, text };
}

async function insertExpected(
  tx: Database,
  runtime: Clock,
  question_id: string,
  expected: readonly Expected[],
): Promise<void> {
  if (expected.length === 0) return;
  const rows = expected.map(({ documentId, grade, quote, span }) => ({
    ...{ id: runtime.newId(), question_id, document_id: documentId, grade, quote },
    span: span === null ? null : JSON.stringify(span),
  }));
  await tx.insertInto('quality_expectations').values(rows).execute();
}

/** A document that is not seen is refused like one that is not there. */
async function checkExpected(tx: Database, base: Editing, expected: readonly Expected[]): Promise<void> {
  const ids = [...new Set(expected.map(({ documentId }) => documentId))];
  const names = await visibleNames(tx, base, ids);
  if (ids.some((id) => !names.has(id))) throw qualityErrors.expected_unknown();
}
