import {
  type AccessVariables,
  accessErrors,
  type Granted,
  grant,
  type Principal,
  permit,
} from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { type BaseRow, findBase, type Knowledge } from '../knowledge/index.ts';
import * as contract from './contract.ts';
import {
  deleteEvaluation,
  deleteSet,
  type EvaluationStart,
  presentEvaluation,
  presentResults,
  startEvaluation,
} from './evaluations.ts';
import { readImport } from './import.ts';
import {
  countQuestions,
  findEvaluation,
  findQuestion,
  findSet,
  pageOfEvaluations,
  pageOfQuestions,
  pageOfResults,
  pageOfSets,
  type SetRow,
  seenExpectations,
} from './queries.ts';
import {
  addQuestions,
  changeQuestion,
  createSet,
  MAX_QUESTIONS,
  presentQuestion,
  presentSet,
} from './sets.ts';
import { suggestQuestions } from './suggest.ts';

export interface QualityRouteNeeds extends EvaluationStart {
  knowledge: Pick<Knowledge, 'passages'>;
}

type QualityRouter = ReturnType<typeof createRouter<AccessVariables>>;
type Verb = 'read' | 'edit';

export function qualityRoutes(needs: QualityRouteNeeds) {
  const router = createRouter<AccessVariables>();
  setRoutes(router, needs);
  questionRoutes(router, needs);
  evaluationRoutes(router, needs);
  return router;
}

async function baseOf<V extends Verb>({ db }: QualityRouteNeeds, by: Principal, verb: V, id: string) {
  return grant<V, BaseRow>(by, verb, 'Knowledge', await findBase(db, id, by.userId));
}

async function setOf<V extends Verb>(
  needs: QualityRouteNeeds,
  by: Principal,
  verb: V,
  { id, setId }: { id: string; setId: string },
): Promise<{ base: Granted<V, BaseRow>; set: SetRow }> {
  const base = await baseOf(needs, by, verb, id);
  return { base, set: there(await findSet(needs.db, base, setId), 'Question set') };
}

function there<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw accessErrors.not_found(name);
  return found;
}

function setRoutes(router: QualityRouter, needs: QualityRouteNeeds): void {
  const { db, runtime } = needs;
  const present = async (set: SetRow) =>
    presentSet(set, (await countQuestions(db, [set.id])).get(set.id) ?? 0);

  router.openapi(contract.listSets, async (c) => {
    const base = await baseOf(needs, c.var.principal, 'read', c.req.valid('param').id);
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfSets(db, base, cursor, limit + 1);
    const counts = await countQuestions(
      db,
      rows.map(({ id }) => id),
    );
    return c.json(
      toPage(
        rows,
        limit,
        (row) => presentSet(row, counts.get(row.id) ?? 0),
        (row) => row.id,
      ),
      200,
    );
  });

  router.openapi(contract.createSet, async (c) => {
    const base = await baseOf(needs, c.var.principal, 'edit', c.req.valid('param').id);
    return c.json(presentSet(await createSet(db, runtime, base, c.req.valid('json').name), 0), 201);
  });

  router.openapi(contract.getSet, async (c) => {
    const { set } = await setOf(needs, c.var.principal, 'read', c.req.valid('param'));
    return c.json(await present(set), 200);
  });

  router.openapi(contract.updateSet, async (c) => {
    const { set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    const { name } = c.req.valid('json');
    await db.updateTable('quality_sets').set({ name }).where('id', '=', set.id).execute();
    return c.json(await present({ ...set, name }), 200);
  });

  router.openapi(contract.deleteSet, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    await deleteSet(needs, base, set);
    return c.body(null, 204);
  });
}

function questionRoutes(router: QualityRouter, needs: QualityRouteNeeds): void {
  const { db, runtime } = needs;

  router.openapi(contract.listQuestions, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'read', c.req.valid('param'));
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfQuestions(db, set.id, cursor, limit + 1);
    const ids = rows.map(({ id }) => id);
    const expected = await seenExpectations(db, base, ids);
    return c.json(
      toPage(
        rows,
        limit,
        (row) => presentQuestion(row, expected.get(row.id)),
        (row) => row.id,
      ),
      200,
    );
  });

  router.openapi(contract.createQuestion, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    const [row] = await addQuestions(db, runtime, base, set, [c.req.valid('json')]);
    const made = there(row, 'Question');
    return c.json(presentQuestion(made, (await seenExpectations(db, base, [made.id])).get(made.id)), 201);
  });

  router.openapi(contract.updateQuestion, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    const found = there(await findQuestion(db, set.id, c.req.valid('param').questionId), 'Question');
    const row = await changeQuestion(db, runtime, base, found, c.req.valid('json'));
    return c.json(presentQuestion(row, (await seenExpectations(db, base, [row.id])).get(row.id)), 200);
  });

  router.openapi(contract.deleteQuestion, async (c) => {
    const { set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    const found = there(await findQuestion(db, set.id, c.req.valid('param').questionId), 'Question');
    await db.deleteFrom('quality_questions').where('id', '=', found.id).execute();
    return c.body(null, 204);
  });

  router.openapi(contract.importQuestions, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'edit', c.req.valid('param'));
    const { format, text } = c.req.valid('json');
    const rows = await addQuestions(db, runtime, base, set, await readImport(db, base, format, text));
    return c.json({ added: rows.length }, 200);
  });

  router.openapi(contract.suggestQuestions, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'read', c.req.valid('param'));
    const asked = await pageOfQuestions(db, set.id, undefined, MAX_QUESTIONS);
    const texts = new Set(asked.map(({ text }) => text));
    const { language } = c.req.valid('query');
    return c.json({ items: await suggestQuestions(db, needs.knowledge, base, texts, language) }, 200);
  });
}

function evaluationRoutes(router: QualityRouter, needs: QualityRouteNeeds): void {
  const { db } = needs;
  const evaluationOf = async (by: Principal, params: { id: string; setId: string; evaluationId: string }) => {
    const { base, set } = await setOf(needs, by, 'read', params);
    const row = there(await findEvaluation(db, base, set.id, params.evaluationId), 'Evaluation');
    return { base, row };
  };

  router.openapi(contract.listEvaluations, async (c) => {
    const { base, set } = await setOf(needs, c.var.principal, 'read', c.req.valid('param'));
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfEvaluations(db, base, set.id, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentEvaluation, (row) => row.id),
      200,
    );
  });

  router.openapi(contract.startEvaluation, async (c) => {
    permit(c.var.principal, 'run', 'Agent');
    const { base, set } = await setOf(needs, c.var.principal, 'read', c.req.valid('param'));
    return c.json(await startEvaluation(needs, base, set, c.req.valid('json')), 202);
  });

  router.openapi(contract.getEvaluation, async (c) => {
    const { row } = await evaluationOf(c.var.principal, c.req.valid('param'));
    return c.json(presentEvaluation(row), 200);
  });

  router.openapi(contract.listResults, async (c) => {
    const { base, row } = await evaluationOf(c.var.principal, c.req.valid('param'));
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfResults(db, row.id, cursor, limit + 1);
    const shown = toPage(
      rows,
      limit,
      (result) => result,
      (result) => result.question_id,
    );
    return c.json({ ...shown, items: await presentResults(db, base, shown.items) }, 200);
  });

  router.openapi(contract.deleteEvaluation, async (c) => {
    const { row } = await evaluationOf(c.var.principal, c.req.valid('param'));
    await deleteEvaluation(needs, row);
    return c.body(null, 204);
  });
}
