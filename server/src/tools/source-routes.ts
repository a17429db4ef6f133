import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { createRouter } from '../http/index.ts';
import { type ApiConfig, type ApiNeeds, addApi, openDocument, renewApi } from './openapi/source.ts';
import { presentTool } from './registry-routes.ts';
import { countsOf, findSource, type SourceRow, sourcesOf } from './source-queries.ts';
import { approveTool, removeSource, setSecret } from './sources.ts';
import * as contract from './sources-contract.ts';
import type { Toolbox } from './toolbox.ts';

export interface SourceRouteNeeds extends ApiNeeds {
  toolbox: Toolbox;
}

const NO_TOOLS = { tools: 0, pending: 0 };

function presentSource(row: SourceRow, counts = NO_TOOLS): contract.SourceView {
  const config = JSON.parse(row.config) as ApiConfig;
  return {
    ...{ id: row.id, name: row.name, reason: row.reason, ...counts },
    kind: row.kind as 'openapi' | 'mcp',
    title: config.title,
    address: config.baseUrl,
    auth: config.authKind,
    state: row.state as 'ready' | 'failed',
    ...{ createdBy: row.created_by, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

type Router = ReturnType<typeof createRouter<AccessVariables>>;

export function sourceRoutes(needs: SourceRouteNeeds): Router {
  const router = createRouter<AccessVariables>();
  const { db, toolbox } = needs;

  const find = async <V extends 'edit' | 'delete'>(by: Principal, verb: V, id: string) =>
    grant(by, verb, 'Tool', await findSource(db, id));

  async function view({ workspaceId }: Principal, id: string): Promise<contract.SourceView> {
    const row = (await findSource(db, id))!;
    return presentSource(row, (await countsOf(db, workspaceId)).get(id));
  }

  router.openapi(contract.listSources, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    const counts = await countsOf(db, workspaceId);
    const rows = await sourcesOf(db, workspaceId);
    return c.json({ items: rows.map((row) => presentSource(row, counts.get(row.id))) }, 200);
  });

  router.openapi(contract.deleteSource, async (c) => {
    await removeSource(db, await find(c.var.principal, 'delete', c.req.valid('param').id));
    return c.body(null, 204);
  });

  router.openapi(contract.setSourceAuth, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    const auth = c.req.valid('json');
    await setSecret(needs, source, auth, { authKind: auth.kind });
    return c.json(await view(c.var.principal, source.record.id), 200);
  });

  router.openapi(contract.approveTool, async (c) => {
    const allowed = permit(c.var.principal, 'edit', 'Tool');
    const { workspaceId } = allowed.by;
    const { tool } = await toolbox.find(workspaceId, c.req.valid('param').name);
    await approveTool(needs, allowed, tool.name, c.req.valid('json').version);
    return c.json(presentTool(await toolbox.find(workspaceId, tool.name)), 200);
  });

  apiRoutes(router, needs, find, view);
  return router;
}

function apiRoutes(
  router: Router,
  needs: SourceRouteNeeds,
  find: (by: Principal, verb: 'edit', id: string) => Promise<Parameters<typeof renewApi>[1]>,
  view: (by: Principal, id: string) => Promise<contract.SourceView>,
): void {
  router.openapi(contract.previewOpenApi, async (c) => {
    permit(c.var.principal, 'create', 'Tool');
    const document = await openDocument(needs.egress, c.req.valid('json').document);
    const operations = document.operations.map(({ key, title, description, effect }) => {
      return { key, title, description, effect };
    });
    const { title, version, servers, unusable } = document;
    return c.json({ title, version, servers, operations, unusable }, 200);
  });

  router.openapi(contract.createSource, async (c) => {
    const row = await addApi(needs, permit(c.var.principal, 'create', 'Tool'), c.req.valid('json'));
    return c.json(await view(c.var.principal, row.id), 201);
  });

  router.openapi(contract.updateSource, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    await renewApi(needs, source, c.req.valid('json').document);
    return c.json(await view(c.var.principal, source.record.id), 200);
  });
}
