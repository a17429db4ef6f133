import type { AccessVariables, Principal } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { editsOf } from './edit-rows.ts';
import * as contract from './edits-contract.ts';
import { explainSearch } from './explain-contract.ts';
import { inspect } from './inspection.ts';
import { editPassages, undoEdit } from './passage-edits.ts';
import { changeable, documentOf, granted, type KnowledgeRouteNeeds } from './routes.ts';

/** How search sees documents, and what people change of that. */
export function knowledgeEditRoutes(needs: KnowledgeRouteNeeds) {
  const router = createRouter<AccessVariables>();
  const { db, knowledge } = needs;
  const changed = (by: Principal, id: string, documentId: string) =>
    changeable(needs, by, 'edit', id, documentId);

  router.openapi(contract.inspectPassages, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'read', id);
    const document = await documentOf(needs, base, documentId);
    const { cursor, limit } = c.req.valid('query');
    const after = cursor === undefined ? -1 : Number(cursor);
    const indexed = await knowledge.indexed(base.record.id, documentId);
    const edits = await editsOf(db, documentId, document.version);
    const places = inspect(indexed, edits, Number.isSafeInteger(after) ? after : -1, limit + 1);
    return c.json(
      toPage(
        places,
        limit,
        (place) => place,
        ({ first }) => String(first),
      ),
      200,
    );
  });

  router.openapi(explainSearch, async (c) => {
    const base = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await knowledge.explain(base, c.req.valid('json')), 200);
  });

  router.openapi(contract.editPassages, async (c) => {
    const { id, documentId, first } = c.req.valid('param');
    const { base, document } = await changed(c.var.principal, id, documentId);
    const indexed = await knowledge.indexed(base.record.id, documentId);
    const edit = { first, ...c.req.valid('json') };
    return c.json(await editPassages(needs, base, document, indexed, edit), 202);
  });

  router.openapi(contract.undoEdit, async (c) => {
    const { id, documentId, first } = c.req.valid('param');
    const { base, document } = await changed(c.var.principal, id, documentId);
    return c.json(await undoEdit(needs, base, document, first), 202);
  });
  return router;
}
