import { type AccessVariables, accessErrors, type Granted, grant, type Principal } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { type BaseRow, findBase } from '../knowledge/index.ts';
import * as contract from './contract.ts';
import type { ItemState } from './found.ts';
import { findSource, type ItemRow, pageOfItems, pageOfSources, type SourceRow } from './queries.ts';
import {
  createSource,
  deleteSource,
  presentSource,
  type SourceNeeds,
  syncSource,
  updateSource,
} from './sources.ts';
import type { Reach } from './sync.ts';

/** Who may connect the workspace to the own network may let a source reach it; others reach the public internet. */
const reachOf = ({ ability }: Principal): Reach => (ability.can('edit', 'Tool') ? 'named' : 'public');

/** What fills a base is for those who may fill it. */
export function knowledgeSourceRoutes(needs: SourceNeeds) {
  const { db, orchestrator } = needs;
  const router = createRouter<AccessVariables>();
  const baseOf = async (by: Principal, id: string) =>
    grant<'edit', BaseRow>(by, 'edit', 'Knowledge', await findBase(db, id, by.userId));
  const sourceOf = async (base: Granted<'edit', BaseRow>, id: string): Promise<SourceRow> => {
    const source = await findSource(db, id);
    if (source?.base_id !== base.record.id) throw accessErrors.not_found('Source');
    return source;
  };

  router.openapi(contract.listSources, async (c) => {
    const base = await baseOf(c.var.principal, c.req.valid('param').id);
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfSources(db, base.record.id, cursor, limit + 1);
    const shown = toPage(
      rows,
      limit,
      (row) => row,
      (row) => row.id,
    );
    const items = await Promise.all(shown.items.map((row) => presentSource(orchestrator, row)));
    return c.json({ ...shown, items }, 200);
  });

  router.openapi(contract.createSource, async (c) => {
    const base = await baseOf(c.var.principal, c.req.valid('param').id);
    const given = { ...c.req.valid('json'), reach: reachOf(c.var.principal) };
    return c.json(await presentSource(orchestrator, await createSource(needs, base, given)), 201);
  });

  router.openapi(contract.getSource, async (c) => {
    const { id, sourceId } = c.req.valid('param');
    const source = await sourceOf(await baseOf(c.var.principal, id), sourceId);
    return c.json(await presentSource(orchestrator, source), 200);
  });

  router.openapi(contract.updateSource, async (c) => {
    const { id, sourceId } = c.req.valid('param');
    const source = await sourceOf(await baseOf(c.var.principal, id), sourceId);
    const changed = await updateSource(needs, source, c.req.valid('json'));
    return c.json(await presentSource(orchestrator, changed), 200);
  });

  router.openapi(contract.deleteSource, async (c) => {
    const { id, sourceId } = c.req.valid('param');
    const base = await baseOf(c.var.principal, id);
    await deleteSource(needs, base, await sourceOf(base, sourceId), c.req.valid('query').documents);
    return c.body(null, 204);
  });

  router.openapi(contract.syncSource, async (c) => {
    const { id, sourceId } = c.req.valid('param');
    const source = await sourceOf(await baseOf(c.var.principal, id), sourceId);
    return c.json(await syncSource(needs, source), 202);
  });

  router.openapi(contract.listItems, async (c) => {
    const { id, sourceId } = c.req.valid('param');
    const source = await sourceOf(await baseOf(c.var.principal, id), sourceId);
    const { cursor, limit, state } = c.req.valid('query');
    const page = { state, after: cursor, limit: limit + 1 };
    const rows = await pageOfItems(db, source.id, c.var.principal.userId, page);
    return c.json(
      toPage(rows, limit, presentItem, (row) => row.item_hash),
      200,
    );
  });

  return router;
}

function presentItem({ item, state, reason, document_id }: ItemRow): contract.ItemView {
  return { item, state: state as ItemState, reason, documentId: document_id };
}
