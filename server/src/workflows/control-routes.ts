import { hasEnded } from '@agenticgen/orchestrator';
import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import type { createRouter } from '../http/index.ts';
import * as contract from './contract.ts';
import { workflowErrors } from './errors.ts';
import { findWorkflow } from './queries.ts';
import { replayAgainst, retryFrom } from './retry.ts';
import { createRunFinder } from './run-finder.ts';
import type { StartNeeds } from './start.ts';
import { versionOf } from './workflows.ts';

type Router = ReturnType<typeof createRouter<AccessVariables>>;

/** What can be done to runs of workflows. */
export function controlRoutesOf(router: Router, needs: StartNeeds): void {
  const { db, orchestrator } = needs;
  const { runOf, viewOf } = createRunFinder(needs);

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

  router.openapi(contract.retryRun, async (c) => {
    const { principal } = c.var;
    const { row, run } = await runOf(principal, 'read', c.req.valid('param').id, 'Transcript');
    const found = await findWorkflow(db, row.workflow_id);
    const { by, record: workflow } = grant(principal, 'run', 'Workflow', found);
    permit(by, 'create', 'Run');
    const version = await versionOf(db, workflow, row.version);
    return c.json(await retryFrom(needs, by, { workflow, version, row, run }, c.req.valid('json')), 202);
  });

  router.openapi(contract.replayRun, async (c) => {
    const { row, run } = await runOf(c.var.principal, 'read', c.req.valid('param').id, 'Transcript');
    const { record } = grant(c.var.principal, 'read', 'Workflow', await findWorkflow(db, row.workflow_id));
    const version = await versionOf(db, record, c.req.valid('json').version);
    return c.json(await replayAgainst(needs, run, version), 200);
  });

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
