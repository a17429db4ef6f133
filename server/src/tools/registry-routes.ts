import type { Orchestrator } from '@agenticgen/orchestrator';
import { type AccessVariables, permit } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { createRouter } from '../http/index.ts';
import { startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { callStatistics } from './call-records.ts';
import { PRODUCT_SCOPE, type ToolDefinition, versionsOf } from './definitions.ts';
import type { ToolEntry } from './entry.ts';
import * as contract from './registry-contract.ts';
import { savePolicy, saveSettings } from './settings.ts';
import { parametersOf } from './tool-specs.ts';
import type { Toolbox } from './toolbox.ts';
import type { TryProcedure } from './try-tool.ts';

const DAY_MS = 86_400_000;

export interface RegistryRouteNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now'>;
  orchestrator: Orchestrator<Database>;
  toolbox: Toolbox;
  tryTool: TryProcedure;
}

export function presentTool(entry: ToolEntry): contract.ToolView {
  const { tool, source, version, state, settings, traits, asks } = entry;
  const { name, title, description, effect } = tool;
  const parameters = parametersOf(tool);
  return { name, title, description, effect, parameters, source, version, state, settings, traits, asks };
}

type ToolRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function registryRoutes(needs: RegistryRouteNeeds): ToolRouter {
  const router = createRouter<AccessVariables>();
  readRoutes(router, needs);
  settingRoutes(router, needs);
  return router;
}

function readRoutes(router: ToolRouter, { db, runtime, toolbox }: RegistryRouteNeeds): void {
  router.openapi(contract.listTools, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    return c.json({ items: (await toolbox.list(workspaceId)).map(presentTool) }, 200);
  });

  router.openapi(contract.getTool, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    return c.json(presentTool(await toolbox.find(workspaceId, c.req.valid('param').name)), 200);
  });

  router.openapi(contract.listToolVersions, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    const { name } = c.req.valid('param');
    const { source } = await toolbox.find(workspaceId, name);
    const scope = source.kind === 'built-in' ? PRODUCT_SCOPE : workspaceId;
    const items = (await versionsOf(db, [scope], name)).map((row) => {
      const { title, description, effect, parameters } = JSON.parse(row.definition) as ToolDefinition;
      const { version, created_at: createdAt, approved_by: approvedBy, approved_at: approvedAt } = row;
      const told = { title, description, effect, parameters };
      return { version, ...told, createdAt, approvedBy, approvedAt };
    });
    return c.json({ items }, 200);
  });

  router.openapi(contract.toolStatistics, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    const { tool } = await toolbox.find(workspaceId, c.req.valid('param').name);
    const since = runtime.now() - c.req.valid('query').days * DAY_MS;
    return c.json(await callStatistics(db, workspaceId, tool.name, since), 200);
  });
}

function settingRoutes(router: ToolRouter, needs: RegistryRouteNeeds): void {
  const { db, orchestrator, toolbox, tryTool } = needs;

  router.openapi(contract.setToolSettings, async (c) => {
    const allowed = permit(c.var.principal, 'edit', 'Tool');
    const { workspaceId } = allowed.by;
    const { tool } = await toolbox.find(workspaceId, c.req.valid('param').name);
    await saveSettings(needs, allowed, tool, c.req.valid('json'));
    return c.json(presentTool(await toolbox.find(workspaceId, tool.name)), 200);
  });

  router.openapi(contract.tryTool, async (c) => {
    const { by } = permit(c.var.principal, 'run', 'Tool');
    const { tool } = await toolbox.find(by.workspaceId, c.req.valid('param').name);
    const { userId, workspaceId } = by;
    const input = { userId, workspaceId, tool: tool.name, arguments: c.req.valid('json').arguments };
    const started = await inTransaction(db, (tx) =>
      startRun(tx, orchestrator, by, tryTool, input, { label: tool.name, priority: 'interactive' }),
    );
    orchestrator.announce();
    return c.json(started, 202);
  });

  router.openapi(contract.getToolPolicy, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    return c.json(await toolbox.policy(workspaceId), 200);
  });

  router.openapi(contract.setToolPolicy, async (c) => {
    const allowed = permit(c.var.principal, 'edit', 'Tool');
    await savePolicy(needs, allowed, c.req.valid('json'));
    return c.json(await toolbox.policy(allowed.by.workspaceId), 200);
  });
}
