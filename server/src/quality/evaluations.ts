import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { type BaseRow, modelsOfBase, type Reranker, visibleNames } from '../knowledge/index.ts';
import type { Models } from '../models/index.ts';
import { startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import {
  type EvaluationView,
  type Measures,
  type ResultView,
  type SearchModels,
  type Settings,
  settingsSchema,
} from './contract.ts';
import { qualityErrors } from './errors.ts';
import type { EvaluationProcedure, KeptHit } from './evaluation.ts';
import { countQuestions, type EvaluationRow, type ResultRow, runsOfSet, type SetRow } from './queries.ts';
import type { QuestionMeasures } from './totals.ts';

export interface EvaluationStart {
  db: Database;
  runtime: Runtime;
  orchestrator: Orchestrator<Database>;
  evaluation: EvaluationProcedure;
  models: Pick<Models, 'resolve'>;
}

/** The row and its run as one. Nobody else sees either: they tell what the person sees. Throws `set_empty`. */
export async function startEvaluation(
  needs: EvaluationStart,
  { by, record }: Granted<'read', BaseRow>,
  set: SetRow,
  settings: Settings,
): Promise<{ evaluationId: string; runId: string }> {
  if (!(await countQuestions(needs.db, [set.id])).get(set.id)) throw qualityErrors.set_empty();
  const { userId, workspaceId } = by;
  const evaluationId = needs.runtime.newId();
  const models = await searchModels(needs, workspaceId, record.id);
  const input = { evaluationId, setId: set.id, baseId: record.id, workspaceId, userId, settings };
  const { runId } = await inTransaction(needs.db, async (tx) => {
    const owner = { userId, workspaceId };
    const run = await startRun(tx, needs.orchestrator, owner, needs.evaluation, input, { label: set.name });
    await tx
      .insertInto('quality_evaluations')
      .values({
        ...{ id: evaluationId, set_id: set.id, run_id: run.runId, measures: null },
        ...{
          settings: JSON.stringify({ ...settings, models }),
          created_by: userId,
          created_at: needs.runtime.now(),
        },
      })
      .execute();
    return run;
  });
  needs.orchestrator.announce();
  return { evaluationId, runId };
}

/** By their names: models come and go, and what was measured stays. */
async function searchModels(
  { db, models }: EvaluationStart,
  workspaceId: string,
  baseId: string,
): Promise<SearchModels> {
  const { embedding, reranker } = await modelsOfBase(db, baseId);
  return {
    embedding: embedding?.wireName ?? null,
    reranker: reranker && (await nameOf(models, workspaceId, reranker)),
  };
}

async function nameOf(models: EvaluationStart['models'], workspaceId: string, reranker: Reranker) {
  if ('wireName' in reranker) return reranker.wireName;
  const { modelId } = reranker;
  return models.resolve(workspaceId, modelId).then(
    ({ name }) => name,
    (error: { code?: string }) => {
      if (error.code === 'model_unknown') return modelId;
      throw error;
    },
  );
}

export function presentEvaluation(row: EvaluationRow): EvaluationView {
  const measures = row.measures === null ? null : (JSON.parse(row.measures) as Measures);
  const kept = JSON.parse(row.settings) as Settings & { models?: SearchModels };
  return {
    ...{ id: row.id, setId: row.set_id, runId: row.run_id, measures },
    // What came after it was kept is as it was by default.
    ...{ settings: settingsSchema.parse(kept), models: kept.models ?? null },
    ...{ state: stateOf(row.run_state, measures), createdAt: row.created_at },
  };
}

/** A run that is gone, since runs are not kept for ever, has done its work or failed at it. */
function stateOf(run: string | null, measures: Measures | null): EvaluationView['state'] {
  if (measures) return 'done';
  switch (run) {
    case 'queued':
      return 'queued';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
    case 'done':
    case null:
      return 'failed';
    default:
      return 'running';
  }
}

/** Hits in documents that the person does not see any more are left out. */
export async function presentResults(
  db: Database,
  base: Granted<'read', BaseRow>,
  rows: readonly ResultRow[],
): Promise<ResultView[]> {
  const kept = rows.map((row) => JSON.parse(row.found) as KeptHit[]);
  const ids = [...new Set(kept.flat().map(({ documentId }) => documentId))];
  const names = await visibleNames(db, base, ids);
  return rows.map((row, index) => {
    const { recall, ...measures } = JSON.parse(row.measures) as QuestionMeasures;
    const found = (kept[index] ?? []).flatMap((hit) => {
      const documentName = names.get(hit.documentId);
      return documentName === undefined ? [] : [{ ...hit, documentName }];
    });
    return {
      questionId: row.question_id,
      text: row.text,
      isJudged: recall !== null,
      recall,
      ...measures,
      found,
    };
  });
}

export async function deleteEvaluation(
  { db, orchestrator }: Pick<EvaluationStart, 'db' | 'orchestrator'>,
  { id, run_id, measures }: EvaluationRow,
): Promise<void> {
  if (measures === null) await orchestrator.cancel(run_id, 'evaluation deleted');
  await db.deleteFrom('quality_evaluations').where('id', '=', id).execute();
}

/** Its questions and evaluations go with it. */
export async function deleteSet(
  { db, orchestrator }: Pick<EvaluationStart, 'db' | 'orchestrator'>,
  _base: Granted<'edit', BaseRow>,
  set: SetRow,
): Promise<void> {
  for (const runId of await runsOfSet(db, set.id)) await orchestrator.cancel(runId, 'question set deleted');
  await db.deleteFrom('quality_sets').where('id', '=', set.id).execute();
}
