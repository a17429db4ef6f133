import { hasEnded, type Run } from '@agenticgen/orchestrator';
import { type Definition, foldWorkflow } from '@agenticgen/orchestrator/workflow';
import { type AccessVariables, grant, type Principal } from '../access/index.ts';
import { waitsOf } from '../budgets/index.ts';
import { type createRouter, toPage } from '../http/index.ts';
import { findOwner } from '../runs/index.ts';
import * as contract from './contract.ts';
import { workflowErrors } from './errors.ts';
import { nodeResult } from './node-result.ts';
import { presentWholeRun, presentWorkflowRun } from './present.ts';
import { findVersion, findWorkflowRun, pageOfWorkflowRuns, type WorkflowRunRow } from './queries.ts';
import { logOf } from './run-log.ts';
import type { StartNeeds } from './start.ts';

type Router = ReturnType<typeof createRouter<AccessVariables>>;

/** What can be seen of runs of workflows, and done to them. */
export function runRoutesOf(router: Router, needs: StartNeeds): void {
  const { db, orchestrator } = needs;

  /** The run, for somebody who may do this to it. */
  async function runOf(by: Principal, verb: 'read' | 'edit', id: string, kind: 'Run' | 'Transcript' = 'Run') {
    grant(by, verb, kind, await findOwner(db, id));
    const [row, run] = await Promise.all([findWorkflowRun(db, id), orchestrator.run(id)]);
    if (!row || !run) throw workflowErrors.not_a_workflow_run();
    return { row, run };
  }

  async function viewOf(row: WorkflowRunRow, run: Run) {
    const workflow = await db
      .selectFrom('workflows')
      .select('name')
      .where('id', '=', row.workflow_id)
      .executeTakeFirstOrThrow();
    return presentWorkflowRun(row, workflow.name, run);
  }

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
    const blockedBy = await waitsOf(db, run.id);
    return c.json(presentWholeRun({ view, run, definition, fold, expectedAt: null, blockedBy }), 200);
  });

  router.openapi(contract.getNodeResult, async (c) => {
    const { run } = await runOf(c.var.principal, 'read', c.req.valid('param').id, 'Transcript');
    const { path } = c.req.valid('query');
    return c.json(await nodeResult(orchestrator, run.id, path), 200);
  });

  /** Asking again changes nothing. */
  async function shownAfter(by: Principal, id: string, act: (runId: string) => Promise<boolean>) {
    const { row, run } = await runOf(by, 'edit', id);
    if (hasEnded(run.state)) throw workflowErrors.run_over();
    await act(run.id);
    return viewOf(row, (await orchestrator.run(run.id)) ?? run);
  }

  router.openapi(contract.pauseRun, async (c) => {
    const { principal } = c.var;
    const pause = (runId: string) => orchestrator.pause(runId, `asked by ${principal.userId}`);
    return c.json(await shownAfter(principal, c.req.valid('param').id, pause), 200);
  });

  router.openapi(contract.resumeRun, async (c) =>
    c.json(await shownAfter(c.var.principal, c.req.valid('param').id, orchestrator.resume), 200),
  );

  router.openapi(contract.signalRun, async (c) => {
    const { run } = await runOf(c.var.principal, 'edit', c.req.valid('param').id);
    const { signal, payload } = c.req.valid('json');
    await orchestrator.signal(run.id, signal, payload ?? null).catch(refuseEnded);
    return c.body(null, 202);
  });
}

function refuseEnded(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'run_ended')
    throw workflowErrors.run_ended();
  throw error;
}
