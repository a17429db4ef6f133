import { hasEnded } from '@agenticgen/orchestrator';
import type { Definition } from '@agenticgen/orchestrator/workflow';
import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import type { createRouter } from '../http/index.ts';
import * as contract from './contract.ts';
import { type CatalogueNeeds, catalogueOf, definitionOf } from './definitions.ts';
import { workflowErrors } from './errors.ts';
import { findWorkflow, type WorkflowRow } from './queries.ts';
import { forkAfter, replayAgainst, retryFrom } from './retry.ts';
import { createRunFinder } from './run-finder.ts';
import type { StartNeeds } from './start.ts';
import { versionOf } from './workflows.ts';

type Router = ReturnType<typeof createRouter<AccessVariables>>;

/** What can be done to runs of workflows. */
export function controlRoutesOf(router: Router, needs: StartNeeds & CatalogueNeeds): void {
  const { db, orchestrator } = needs;
  const { runOf, viewOf } = createRunFinder(needs);

  /** Asking again changes nothing. */
  async function shownAfter(by: Principal, id: string, act: (runId: string) => Promise<boolean>) {
    const { row, run } = await runOf(by, 'edit', id);
    if (hasEnded(run.state)) throw workflowErrors.run_over();
    await act(run.id);
    return viewOf(row, (await orchestrator.run(run.id)) ?? run);
  }

  /** A run that somebody may begin anew. */
  async function repeatable(principal: Principal, id: string) {
    const { row, run } = await runOf(principal, 'read', id, 'Transcript');
    const found = await findWorkflow(db, row.workflow_id);
    const { by, record: workflow } = grant(principal, 'run', 'Workflow', found);
    permit(by, 'create', 'Run');
    const version = await versionOf(db, workflow, row.version);
    return { by, ended: { workflow, version, row, run } };
  }

  /** A saved version, or one that is being drafted. */
  async function definitionFor(
    workflow: WorkflowRow,
    asked: { version: number } | { definition: Record<string, unknown> },
  ): Promise<Definition> {
    if ('version' in asked) return JSON.parse((await versionOf(db, workflow, asked.version)).definition);
    return definitionOf(asked.definition, await catalogueOf(needs, workflow.workspace_id));
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
    const { by, ended } = await repeatable(principal, c.req.valid('param').id);
    return c.json(await retryFrom(needs, by, ended, c.req.valid('json')), 202);
  });

  router.openapi(contract.forkRun, async (c) => {
    const { principal } = c.var;
    const { by, ended } = await repeatable(principal, c.req.valid('param').id);
    return c.json(await forkAfter(needs, by, ended, c.req.valid('json').after), 202);
  });

  router.openapi(contract.replayRun, async (c) => {
    const { row, run } = await runOf(c.var.principal, 'read', c.req.valid('param').id, 'Transcript');
    const { record } = grant(c.var.principal, 'read', 'Workflow', await findWorkflow(db, row.workflow_id));
    const asked = c.req.valid('json');
    return c.json(await replayAgainst(needs, run, await definitionFor(record, asked)), 200);
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
