import type { Resources } from '@agenticgen/orchestrator';
import { workflowJsonSchema } from '@agenticgen/orchestrator/workflow';
import { stringify as stringifyYaml } from 'yaml';
import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import type { Agents } from '../agents/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import type { Toolbox } from '../tools/index.ts';
import * as contract from './contract.ts';
import { controlRoutesOf } from './control-routes.ts';
import { catalogueOf, definitionOf, problemsOf } from './definitions.ts';
import { diffDefinitions } from './diff.ts';
import { usualMs } from './expected-end.ts';
import { presentVersion, presentWhole, presentWorkflow } from './present.ts';
import { findWorkflow, pageOfVersions, pageOfWorkflows } from './queries.ts';
import { runRoutesOf } from './run-routes.ts';
import { scheduleRoutesOf } from './schedule-routes.ts';
import { type StartNeeds, startWorkflow } from './start.ts';
import { templates } from './templates.ts';
import { triggerRoutesOf } from './trigger-routes.ts';
import type { TriggerNeeds } from './triggers.ts';
import { createWorkflow, removeWorkflow, saveWorkflow, versionOf } from './workflows.ts';

export interface WorkflowRouteNeeds extends StartNeeds, TriggerNeeds {
  runtime: TriggerNeeds['runtime'];
  toolbox: Toolbox;
  agents: Agents;
  capacity: Resources;
}

export type WorkflowRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function workflowRoutes(needs: WorkflowRouteNeeds): WorkflowRouter {
  const router = createRouter<AccessVariables>();
  definitionRoutes(router, needs);
  versionRoutes(router, needs);
  runRoutesOf(router, needs);
  controlRoutesOf(router, needs);
  scheduleRoutesOf(router, needs);
  triggerRoutesOf(router, needs);
  return router;
}

function definitionRoutes(router: WorkflowRouter, needs: WorkflowRouteNeeds): void {
  const { db } = needs;
  const catalogueFor = ({ workspaceId }: Principal) => catalogueOf(needs, workspaceId);
  const find = async (by: Principal, verb: 'read' | 'edit' | 'delete', id: string) =>
    grant(by, verb, 'Workflow', await findWorkflow(db, id));

  router.openapi(contract.listWorkflows, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Workflow').by;
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfWorkflows(db, workspaceId, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentWorkflow, (row) => row.id),
      200,
    );
  });

  router.openapi(contract.createWorkflow, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Workflow');
    const definition = definitionOf(c.req.valid('json').definition, await catalogueFor(c.var.principal));
    return c.json(presentWhole(await createWorkflow(needs, allowed, definition)), 201);
  });

  router.openapi(contract.validateWorkflow, async (c) => {
    permit(c.var.principal, 'read', 'Workflow');
    const problems = problemsOf(c.req.valid('json').definition, await catalogueFor(c.var.principal));
    return c.json({ ok: problems.length === 0, problems }, 200);
  });

  router.openapi(contract.getSchema, (c) => {
    permit(c.var.principal, 'read', 'Workflow');
    return c.json(workflowJsonSchema(), 200);
  });

  router.openapi(contract.listTemplates, (c) => {
    permit(c.var.principal, 'read', 'Workflow');
    return c.json({ items: templates() }, 200);
  });

  router.openapi(contract.getWorkflow, async (c) => {
    const { record } = await find(c.var.principal, 'read', c.req.valid('param').id);
    const version = await versionOf(db, record, c.req.valid('query').version);
    const whole = presentWhole({ workflow: record, version });
    return c.json({ ...whole, usualMs: usualMs(needs, JSON.parse(version.definition)) }, 200);
  });

  router.openapi(contract.updateWorkflow, async (c) => {
    const allowed = await find(c.var.principal, 'edit', c.req.valid('param').id);
    const { definition: source, baseVersion } = c.req.valid('json');
    const saved = await saveWorkflow(
      needs,
      allowed as Parameters<typeof saveWorkflow>[1],
      definitionOf(source, await catalogueFor(c.var.principal)),
      baseVersion,
    );
    return c.json(presentWhole(saved), 200);
  });

  router.openapi(contract.deleteWorkflow, async (c) => {
    const found = await findWorkflow(db, c.req.valid('param').id);
    await removeWorkflow(needs, grant(c.var.principal, 'delete', 'Workflow', found));
    return c.body(null, 204);
  });
}

function versionRoutes(router: WorkflowRouter, needs: WorkflowRouteNeeds): void {
  const { db } = needs;
  const find = async (by: Principal, id: string) => grant(by, 'read', 'Workflow', await findWorkflow(db, id));

  router.openapi(contract.listVersions, async (c) => {
    const { record } = await find(c.var.principal, c.req.valid('param').id);
    const { cursor, limit } = c.req.valid('query');
    const before = cursor === undefined ? undefined : Number.parseInt(cursor, 10) || 0;
    const rows = await pageOfVersions(db, record.id, before, limit + 1);
    return c.json(
      toPage(rows, limit, presentVersion, (row) => String(row.version)),
      200,
    );
  });

  router.openapi(contract.diffVersions, async (c) => {
    const { record } = await find(c.var.principal, c.req.valid('param').id);
    const { from, to } = c.req.valid('query');
    const [before, after] = [await versionOf(db, record, from), await versionOf(db, record, to)];
    return c.json(diffDefinitions(JSON.parse(before.definition), JSON.parse(after.definition)), 200);
  });

  router.openapi(contract.exportWorkflow, async (c) => {
    const { record } = await find(c.var.principal, c.req.valid('param').id);
    const { format, version } = c.req.valid('query');
    const definition = JSON.parse((await versionOf(db, record, version)).definition);
    const text = format === 'yaml' ? stringifyYaml(definition) : JSON.stringify(definition, null, 2);
    return c.text(text, 200, { 'content-disposition': `attachment; filename="workflow.${format}"` });
  });

  router.openapi(contract.startWorkflowRun, async (c) => {
    const found = await findWorkflow(db, c.req.valid('param').id);
    const { by, record } = grant(c.var.principal, 'run', 'Workflow', found);
    permit(by, 'create', 'Run');
    const { version, ...wanted } = c.req.valid('json');
    const started = await startWorkflow(
      needs,
      by,
      { workflow: record, version: await versionOf(db, record, version) },
      wanted,
    );
    return c.json(started, 202);
  });
}
