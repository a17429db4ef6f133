import { type Definition, foldWorkflow } from '@agenticgen/orchestrator/workflow';
import { type AccessVariables, permit } from '../access/index.ts';
import { waitsOf } from '../budgets/index.ts';
import { type createRouter, toPage } from '../http/index.ts';
import * as contract from './contract.ts';
import { expectedEnd } from './expected-end.ts';
import { nodeResult } from './node-result.ts';
import { presentWholeRun, presentWorkflowRun } from './present.ts';
import { findVersion, pageOfWorkflowRuns } from './queries.ts';
import { createRunFinder } from './run-finder.ts';
import { logOf } from './run-log.ts';
import type { StartNeeds } from './start.ts';
import { type StateNeeds, stateOf } from './state.ts';
import { getState } from './state-contract.ts';

type Router = ReturnType<typeof createRouter<AccessVariables>>;

/** What can be seen of runs of workflows. */
export function runRoutesOf(router: Router, needs: StartNeeds & StateNeeds): void {
  const { db, orchestrator } = needs;

  const { runOf, viewOf } = createRunFinder(needs);

  router.openapi(getState, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Run');
    return c.json(await stateOf(needs, by), 200);
  });

  router.openapi(contract.listWorkflowRuns, async (c) => {
    const { principal } = c.var;
    const { cursor, limit, ...wanted } = c.req.valid('query');
    const userId = principal.ability.can('manage', 'Run') ? null : principal.userId;
    const filter = { workspaceId: principal.workspaceId, userId, before: cursor, ...wanted };
    const rows = await pageOfWorkflowRuns(db, filter, limit + 1);
    const runs = await Promise.all(rows.map((row) => orchestrator.run(row.run_id)));
    const found = rows.flatMap((row, index) => (runs[index] ? [{ row, run: runs[index] }] : []));
    return c.json(
      toPage(
        found,
        limit,
        ({ row, run }) => presentWorkflowRun(row, row.name, run),
        ({ row }) => row.run_id,
      ),
      200,
    );
  });

  router.openapi(contract.getWorkflowRun, async (c) => {
    const { row, run } = await runOf(c.var.principal, 'read', c.req.valid('param').id, 'Transcript');
    const version = await findVersion(db, row.workflow_id, row.version);
    const definition = JSON.parse(version!.definition) as Definition;
    const fold = foldWorkflow(definition, await logOf(orchestrator, run.id));
    const view = await viewOf(row, run);
    const waits = await waitsOf(db, run.id);
    const blockedBy = waits.map((wait) => ({ ...wait, needed: Number(wait.needed) }));
    const expectedAt = await expectedEnd(needs, run, definition, fold);
    return c.json(presentWholeRun({ view, run, definition, fold, expectedAt, blockedBy }), 200);
  });

  router.openapi(contract.getNodeResult, async (c) => {
    const { run } = await runOf(c.var.principal, 'read', c.req.valid('param').id, 'Transcript');
    const { path } = c.req.valid('query');
    return c.json(await nodeResult(orchestrator, run.id, path), 200);
  });
}
