import { type AccessVariables, accessErrors, grant, type Principal, permit } from '../access/index.ts';
import { uploadedFile } from '../files/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { createBase, presentBase, updateBase } from './bases.ts';
import * as contract from './contract.ts';
import { addDocument, type DocumentNeeds, deleteBase, deleteDocument, presentDocument } from './documents.ts';
import type { Knowledge } from './knowledge.ts';
import {
  type BaseRow,
  countDocuments,
  findBase,
  findDocument,
  pageOfBases,
  pageOfDocuments,
} from './queries.ts';

export interface KnowledgeRouteNeeds extends DocumentNeeds {
  knowledge: Knowledge;
}

type KnowledgeRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function knowledgeRoutes(needs: KnowledgeRouteNeeds) {
  const router = createRouter<AccessVariables>();
  baseRoutes(router, needs);
  documentRoutes(router, needs);
  return router;
}

async function granted<V extends 'read' | 'edit' | 'delete'>(
  { db }: KnowledgeRouteNeeds,
  by: Principal,
  verb: V,
  id: string,
) {
  return grant<V, BaseRow>(by, verb, 'Knowledge', await findBase(db, id));
}

function baseRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  const { db, runtime } = needs;
  const present = async (row: BaseRow) =>
    presentBase(row, (await countDocuments(db, [row.id])).get(row.id) ?? 0);

  router.openapi(contract.listBases, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Knowledge');
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfBases(db, by.workspaceId, cursor, limit + 1);
    const counts = await countDocuments(
      db,
      rows.map((row) => row.id),
    );
    const shown = toPage(
      rows,
      limit,
      (row) => presentBase(row, counts.get(row.id) ?? 0),
      (row) => row.id,
    );
    return c.json(shown, 200);
  });

  router.openapi(contract.createBase, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Knowledge');
    return c.json(presentBase(await createBase(db, runtime, allowed, c.req.valid('json')), 0), 201);
  });

  router.openapi(contract.getBase, async (c) => {
    const { record } = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await present(record), 200);
  });

  router.openapi(contract.updateBase, async (c) => {
    const base = await granted(needs, c.var.principal, 'edit', c.req.valid('param').id);
    return c.json(await present(await updateBase(db, base, c.req.valid('json'))), 200);
  });

  router.openapi(contract.deleteBase, async (c) => {
    await deleteBase(needs, await granted(needs, c.var.principal, 'delete', c.req.valid('param').id));
    return c.body(null, 204);
  });

  router.openapi(contract.searchBase, async (c) => {
    const base = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    return c.json({ items: await needs.knowledge.searchBase(base, c.req.valid('json')) }, 200);
  });
}

function documentRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  const { db, knowledge } = needs;

  async function documentOf(baseId: string, id: string) {
    const document = await findDocument(db, baseId, id);
    if (!document) throw accessErrors.not_found('Document');
    return document;
  }

  router.openapi(contract.listDocuments, async (c) => {
    const { record } = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfDocuments(db, record.id, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentDocument, (row) => row.id),
      200,
    );
  });

  router.openapi(contract.uploadDocument, async (c) => {
    const base = await granted(needs, c.var.principal, 'edit', c.req.valid('param').id);
    return c.json(await addDocument(needs, base, uploadedFile(c.req.valid('form'))), 202);
  });

  router.openapi(contract.getDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const { record } = await granted(needs, c.var.principal, 'read', id);
    return c.json(presentDocument(await documentOf(record.id, documentId)), 200);
  });

  router.openapi(contract.getDocumentPassages, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'read', id);
    await documentOf(id, documentId);
    const { cursor, limit } = c.req.valid('query');
    const passages = await knowledge.passages(base, documentId);
    const rest = passages
      .filter((passage) => cursor === undefined || passage.id > cursor)
      .slice(0, limit + 1);
    return c.json(
      toPage(
        rest,
        limit,
        (passage) => passage,
        (passage) => passage.id,
      ),
      200,
    );
  });

  router.openapi(contract.deleteDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'edit', id);
    await deleteDocument(needs, base, await documentOf(id, documentId));
    return c.body(null, 204);
  });
}
