import { type AccessVariables, type Granted, grant, type Principal, permit } from '../access/index.ts';
import { createRouter } from '../http/index.ts';
import { toolErrors } from './errors.ts';
import type { Connections } from './mcp/connections.ts';
import { beginAuthorization, finishAuthorization, type OAuthNeeds } from './mcp/oauth.ts';
import type { McpSecret } from './mcp/secret.ts';
import { addMcp, type McpConfig, refreshMcp } from './mcp/source.ts';
import { type ApiConfig, type ApiNeeds, addApi, openDocument, renewApi } from './openapi/source.ts';
import { presentTool } from './registry-routes.ts';
import { openSource } from './source-provider.ts';
import { countsOf, findSource, type SourceRow, sourcesOf } from './source-queries.ts';
import { approveTool, approveTools, removeSource, setSecret } from './sources.ts';
import * as contract from './sources-contract.ts';
import type { Toolbox } from './toolbox.ts';

export interface SourceRouteNeeds extends ApiNeeds {
  connections: Connections;
  runtime: ApiNeeds['runtime'] & Pick<OAuthNeeds, 'randomBytes'>;
  toolbox: Toolbox;
}

const NO_TOOLS = { tools: 0, pending: 0 };

function presentSource(row: SourceRow, counts = NO_TOOLS): contract.SourceView {
  const config = JSON.parse(row.config) as ApiConfig | McpConfig;
  return {
    ...{ id: row.id, name: row.name, reason: row.reason, ...counts },
    kind: row.kind as 'openapi' | 'mcp',
    title: config.title,
    address: 'baseUrl' in config ? config.baseUrl : addressOf(config),
    skipped: 'skipped' in config ? (config.skipped ?? []) : [],
    auth: config.authKind,
    state: row.state as 'ready' | 'failed',
    ...{ createdBy: row.created_by, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

function addressOf({ place }: McpConfig): string {
  return place.kind === 'http' ? place.url : [place.command, ...place.args].join(' ');
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
    const source = await find(c.var.principal, 'delete', c.req.valid('param').id);
    await removeSource(db, source);
    await needs.connections.forget(source.record.id);
    return c.body(null, 204);
  });

  router.openapi(contract.setSourceAuth, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    const auth = c.req.valid('json');
    await setAuth(needs, source, auth);
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
  mcpRoutes(router, needs, find, view);
  return router;
}

function apiRoutes(
  router: Router,
  needs: SourceRouteNeeds,
  find: Find,
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
    const wanted = c.req.valid('json');
    const allowed = permit(c.var.principal, 'create', 'Tool');
    const row = await (wanted.kind === 'mcp'
      ? addMcp(needs, allowed, wanted)
      : addApi(needs, allowed, wanted));
    return c.json(await view(c.var.principal, row.id), 201);
  });

  router.openapi(contract.updateSource, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    kindOf(source, 'openapi');
    await renewApi(needs, source, c.req.valid('json').document);
    return c.json(await view(c.var.principal, source.record.id), 200);
  });
}

type Find = (by: Principal, verb: 'edit', id: string) => Promise<Granted<'edit', SourceRow>>;

/** Throws `source_kind_wrong`. */
function kindOf({ record }: Granted<'edit', SourceRow>, wanted: 'openapi' | 'mcp'): void {
  if (record.kind !== wanted) throw toolErrors.source_kind_wrong(record.name, record.kind);
}

function urlOf(source: Granted<'edit', SourceRow>): string {
  kindOf(source, 'mcp');
  const { place } = JSON.parse(source.record.config) as McpConfig;
  if (place.kind !== 'http') throw toolErrors.source_kind_wrong(source.record.name, 'a program');
  return place.url;
}

async function setAuth(
  needs: SourceRouteNeeds,
  source: Granted<'edit', SourceRow>,
  auth: contract.SourceAuth,
): Promise<void> {
  const told = { authKind: auth.kind };
  if (source.record.kind === 'openapi') return setSecret(needs, source, auth, told);
  const { env } = openSource(needs.keyring, source.record).secret as McpSecret;
  await setSecret(needs, source, { auth, env, oauth: {} }, told);
  await needs.connections.forget(source.record.id);
}

function mcpRoutes(
  router: Router,
  needs: SourceRouteNeeds,
  find: Find,
  view: (by: Principal, id: string) => Promise<contract.SourceView>,
): void {
  const oauth: OAuthNeeds = { ...needs, randomBytes: needs.runtime.randomBytes };

  router.openapi(contract.refreshSource, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    kindOf(source, 'mcp');
    await refreshMcp(needs, source);
    return c.json(await view(c.var.principal, source.record.id), 200);
  });

  router.openapi(contract.approveSourceTools, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    const allowed = permit(c.var.principal, 'edit', 'Tool');
    await approveTools(needs, allowed, source.record, c.req.valid('json').tools);
    return c.json(await view(c.var.principal, source.record.id), 200);
  });

  router.openapi(contract.beginSourceAuthorization, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    const { returnTo } = c.req.valid('json');
    const url = await beginAuthorization(oauth, source.record.id, urlOf(source), returnTo);
    return c.json({ url }, 200);
  });

  router.openapi(contract.finishSourceAuthorization, async (c) => {
    const source = await find(c.var.principal, 'edit', c.req.valid('param').id);
    await finishAuthorization(oauth, source.record.id, urlOf(source), c.req.valid('json'));
    await refreshMcp(needs, source);
    return c.json(await view(c.var.principal, source.record.id), 200);
  });
}
