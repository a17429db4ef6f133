import { type AccessVariables, grant, permit } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import type { ProviderKind } from './contract.ts';
import * as contract from './contract.ts';
import { modelErrors } from './errors.ts';
import type { Models } from './models.ts';
import { keyPlace, OFFLINE_ID, offlineView, presentModel, presentProvider } from './present.ts';
import { sdkModel } from './providers/ai-sdk.ts';
import {
  defaultModelId,
  findModel,
  findProvider,
  pageOfModels,
  pageOfProviders,
  usageSince,
} from './queries.ts';
import {
  addModel,
  addProvider,
  changeProvider,
  chooseDefault,
  removeModel,
  removeProvider,
  type SettingNeeds,
} from './settings.ts';
import { testConnection } from './test-connection.ts';

const DAY_MS = 86_400_000;

export interface ModelRouteNeeds extends SettingNeeds {
  models: Models;
}

type ModelRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function modelRoutes(needs: ModelRouteNeeds) {
  const router = createRouter<AccessVariables>();
  providerRoutes(router, needs);
  usageRoute(router, needs);
  modelListRoutes(router, needs);
  return router;
}

function providerRoutes(router: ModelRouter, needs: ModelRouteNeeds): void {
  const { db, keyring } = needs;

  router.openapi(contract.listProviders, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'manage', 'Model').by;
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfProviders(db, workspaceId, cursor, limit + 1);
    return c.json(
      toPage(
        rows,
        limit,
        (row) => presentProvider(row, keyring),
        (row) => row.id,
      ),
      200,
    );
  });

  router.openapi(contract.createProvider, async (c) => {
    const row = await addProvider(needs, permit(c.var.principal, 'create', 'Model'), c.req.valid('json'));
    return c.json(presentProvider(row, keyring), 201);
  });

  router.openapi(contract.updateProvider, async (c) => {
    const found = await findProvider(db, c.req.valid('param').id);
    const row = await changeProvider(
      needs,
      grant(c.var.principal, 'edit', 'Model', found),
      c.req.valid('json'),
    );
    return c.json(presentProvider(row, keyring), 200);
  });

  router.openapi(contract.deleteProvider, async (c) => {
    const found = await findProvider(db, c.req.valid('param').id);
    await removeProvider(db, grant(c.var.principal, 'delete', 'Model', found));
    return c.body(null, 204);
  });

  router.openapi(contract.testProvider, async (c) => {
    const found = await findProvider(db, c.req.valid('param').id);
    const { record } = grant(c.var.principal, 'run', 'Model', found);
    const key = record.key_cipher === null ? null : keyring.open(record.key_cipher, keyPlace(record.id));
    const { wireName } = c.req.valid('json');
    const kind = record.kind as ProviderKind;
    const connection = { kind, providerName: record.name, baseUrl: record.base_url, key, wireName };
    return c.json(await testConnection(sdkModel(connection)), 200);
  });
}

function usageRoute(router: ModelRouter, { db, runtime }: ModelRouteNeeds): void {
  router.openapi(contract.getUsage, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'manage', 'Model').by;
    const since = runtime.now() - c.req.valid('query').days * DAY_MS;
    return c.json({ items: await usageSince(db, workspaceId, since) }, 200);
  });
}

function modelListRoutes(router: ModelRouter, needs: ModelRouteNeeds): void {
  const { db, models } = needs;

  router.openapi(contract.listModels, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Model').by;
    const { cursor, limit } = c.req.valid('query');
    const defaultId = (await defaultModelId(db, workspaceId)) ?? OFFLINE_ID;
    const rows = await pageOfModels(db, workspaceId, cursor, limit + 1);
    const page = toPage(
      rows,
      limit,
      (row) => presentModel(row, defaultId),
      (row) => row.id,
    );
    const first = cursor === undefined ? [offlineView(defaultId)] : [];
    return c.json({ ...page, items: [...first, ...page.items] }, 200);
  });

  router.openapi(contract.createModel, async (c) => {
    const { providerId, ...wanted } = c.req.valid('json');
    const provider = grant(c.var.principal, 'edit', 'Model', await findProvider(db, providerId));
    const id = await addModel(needs, provider, wanted);
    return c.json(await models.resolve(c.var.principal.workspaceId, id), 201);
  });

  router.openapi(contract.deleteModel, async (c) => {
    const { id } = c.req.valid('param');
    if (id === OFFLINE_ID) throw modelErrors.model_built_in();
    const found = await findModel(db, c.var.principal.workspaceId, id);
    await removeModel(db, grant(c.var.principal, 'delete', 'Model', found));
    return c.body(null, 204);
  });

  router.openapi(contract.chooseDefaultModel, async (c) => {
    const allowed = permit(c.var.principal, 'edit', 'Model');
    const { workspaceId } = allowed.by;
    const { id } = await models.resolve(workspaceId, c.req.valid('param').id);
    await chooseDefault(db, allowed, id);
    return c.json(await models.resolve(workspaceId, id), 200);
  });
}
