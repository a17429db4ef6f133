import {
  type AccessVariables,
  accessErrors,
  type Granted,
  grant,
  type Principal,
  permit,
} from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { uploadedFile } from '../files/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { createBase, presentBase, updateBase } from './bases.ts';
import * as contract from './contract.ts';
import { cancelIngestions, retryDocument } from './control.ts';
import { countByState, listDocuments } from './document-list.ts';
import { bytesOf, presentDocument, putDocument, restoreVersion, uploadDocument } from './documents.ts';
import type { Knowledge } from './knowledge.ts';
import type { DocumentNeeds, RetriesProcedure } from './needs.ts';
import { progressOf } from './progress.ts';
import {
  type BaseRow,
  changeableOf,
  countDocuments,
  type DocumentRow,
  findBase,
  findVisibleDocument,
  pageOfBases,
} from './queries.ts';
import { deleteBase, deleteDocument } from './removal.ts';
import { retryAll } from './retries.ts';
import {
  giveGrant,
  listGrants,
  mayChange,
  type Shared,
  shareBase,
  shareDocument,
  takeGrant,
} from './sharing.ts';
import { pageOfVersions, presentVersion } from './versions.ts';

export interface KnowledgeRouteNeeds extends DocumentNeeds {
  knowledge: Knowledge;
  retries: RetriesProcedure;
}

type KnowledgeRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function knowledgeRoutes(needs: KnowledgeRouteNeeds) {
  const router = createRouter<AccessVariables>();
  baseRoutes(router, needs);
  documentRoutes(router, needs);
  versionRoutes(router, needs);
  controlRoutes(router, needs);
  sharingRoutes(router, needs);
  return router;
}

export async function granted<V extends 'read' | 'edit' | 'delete' | 'share'>(
  { db }: KnowledgeRouteNeeds,
  by: Principal,
  verb: V,
  id: string,
) {
  return grant<V, BaseRow>(by, verb, 'Knowledge', await findBase(db, id, by.userId));
}

function baseRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  const { db, runtime } = needs;
  const present = async (row: BaseRow, { userId }: Principal) =>
    presentBase(row, (await countDocuments(db, userId, [row.id])).get(row.id) ?? 0);

  router.openapi(contract.listBases, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Knowledge');
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfBases(db, by, cursor, limit + 1);
    const counts = await countDocuments(
      db,
      by.userId,
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
    return c.json(await present(record, c.var.principal), 200);
  });

  router.openapi(contract.updateBase, async (c) => {
    const { principal } = c.var;
    const { id } = c.req.valid('param');
    const { visibility, ...change } = c.req.valid('json');
    if (visibility !== undefined)
      await shareBase(db, await granted(needs, principal, 'share', id), visibility);
    const base = await granted(needs, principal, 'edit', id);
    return c.json(await present(await updateBase(db, base, change), principal), 200);
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

  router.openapi(contract.listDocuments, async (c) => {
    const base = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    const { cursor, limit, ...wanted } = c.req.valid('query');
    const rows = await listDocuments(db, base, { ...wanted, before: cursor, limit: limit + 1 });
    const beside = await besideDocuments(db, base.by, rows);
    const { items, next } = toPage(
      rows,
      limit,
      (row) => presentDocument(row, beside),
      (row) => row.id,
    );
    return c.json({ items, next: wanted.order === 'newest' ? next : null }, 200);
  });

  router.openapi(contract.countDocuments, async (c) => {
    const base = await granted(needs, c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await countByState(db, base, c.req.valid('query')), 200);
  });

  router.openapi(contract.uploadDocument, async (c) => {
    const base = await granted(needs, c.var.principal, 'edit', c.req.valid('param').id);
    const upload = uploadedFile(c.req.valid('form'));
    return c.json(await uploadDocument(needs, base, upload, c.req.valid('query')), 202);
  });

  router.openapi(contract.getDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'read', id);
    return c.json(await present(db, base.by, await documentOf(needs, base, documentId)), 200);
  });

  router.openapi(contract.getDocumentPassages, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'read', id);
    await documentOf(needs, base, documentId);
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
    const { base, document } = await changeable(needs, c.var.principal, 'delete', id, documentId);
    await deleteDocument(needs, base, document);
    return c.body(null, 204);
  });
}

async function present(db: Database, by: Principal, document: DocumentRow) {
  return presentDocument(document, await besideDocuments(db, by, [document]));
}

async function besideDocuments(db: Database, { userId }: Principal, documents: readonly DocumentRow[]) {
  const [progress, changeable] = [await progressOf(db, documents), await changeableOf(db, userId, documents)];
  return { progress, changeable };
}

function controlRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  router.openapi(contract.cancelDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const { base, document } = await changeable(needs, c.var.principal, 'edit', id, documentId);
    await cancelIngestions(needs, base, document);
    return c.body(null, 204);
  });

  router.openapi(contract.retryDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const { base, document } = await changeable(needs, c.var.principal, 'edit', id, documentId);
    return c.json(await retryDocument(needs, base, document), 202);
  });

  router.openapi(contract.cancelDocuments, async (c) => {
    const base = await granted(needs, c.var.principal, 'edit', c.req.valid('param').id);
    return c.json({ documents: await cancelIngestions(needs, base) }, 200);
  });

  router.openapi(contract.retryDocuments, async (c) => {
    const base = await granted(needs, c.var.principal, 'edit', c.req.valid('param').id);
    return c.json(await retryAll(needs, base), 202);
  });
}

function versionRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  router.openapi(contract.listVersions, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const base = await granted(needs, c.var.principal, 'read', id);
    const document = await documentOf(needs, base, documentId);
    const { cursor, limit } = c.req.valid('query');
    const below = cursor === undefined ? undefined : Number(cursor) || 0;
    const rows = await pageOfVersions(needs.db, document.id, below, limit + 1);
    const present = (row: (typeof rows)[number]) => presentVersion(row, document);
    return c.json(
      toPage(rows, limit, present, (row) => String(row.number)),
      200,
    );
  });

  router.openapi(contract.uploadVersion, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const { base, document } = await changeable(needs, c.var.principal, 'edit', id, documentId);
    const file = uploadedFile(c.req.valid('form'));
    const given = { name: file.name, bytes: await bytesOf(file), replaces: document };
    return c.json(await putDocument(needs, base, given), 202);
  });

  router.openapi(contract.restoreVersion, async (c) => {
    const { id, documentId, number } = c.req.valid('param');
    const { base, document } = await changeable(needs, c.var.principal, 'edit', id, documentId);
    return c.json(await restoreVersion(needs, base, document, number), 202);
  });
}

/** Throws `not_found`, and `forbidden` for who sees the document and may not change it. */
export async function changeable(
  needs: KnowledgeRouteNeeds,
  by: Principal,
  verb: 'edit' | 'delete',
  id: string,
  documentId: string,
) {
  const base = await granted(needs, by, 'edit', id);
  const document = await documentOf(needs, base, documentId);
  if (!(await mayChange(needs.db, base, document))) throw accessErrors.forbidden(verb, 'Knowledge', by.role);
  return { base, document };
}

/** Throws `not_found` for a document that is not there, and for one that the caller does not see. */
export async function documentOf(
  { db }: KnowledgeRouteNeeds,
  base: Granted<'read' | 'edit', BaseRow>,
  id: string,
): Promise<DocumentRow> {
  const document = await findVisibleDocument(db, base, id);
  if (!document) throw accessErrors.not_found('Document');
  return document;
}

function sharingRoutes(router: KnowledgeRouter, needs: KnowledgeRouteNeeds): void {
  const { db, runtime } = needs;
  const ofBase = async (by: Principal, id: string): Promise<Shared> => ({
    base: await granted(needs, by, 'share', id),
  });
  /** Whoever may change a document says who sees it; what is private, only who uploaded it. */
  const ofDocument = async (by: Principal, id: string, documentId: string) => {
    const base = await granted(needs, by, 'edit', id);
    const document = await documentOf(needs, base, documentId);
    if (document.visibility === 'private' && document.created_by !== by.userId)
      throw accessErrors.forbidden('share', 'Knowledge', by.role);
    return { base, document };
  };

  router.openapi(contract.updateDocument, async (c) => {
    const { id, documentId } = c.req.valid('param');
    const { base, document } = await ofDocument(c.var.principal, id, documentId);
    const changed = await shareDocument(db, base, document, c.req.valid('json').visibility);
    return c.json(await present(db, base.by, changed), 200);
  });

  router.openapi(contract.listBaseGrants, async (c) => {
    const shared = await ofBase(c.var.principal, c.req.valid('param').id);
    return c.json({ items: await listGrants(db, shared) }, 200);
  });

  router.openapi(contract.giveBaseGrant, async (c) => {
    const { id, userId } = c.req.valid('param');
    const { verb } = c.req.valid('json');
    await giveGrant(db, runtime, await ofBase(c.var.principal, id), userId, verb);
    return c.body(null, 204);
  });

  router.openapi(contract.takeBaseGrant, async (c) => {
    const { id, userId } = c.req.valid('param');
    await takeGrant(db, await ofBase(c.var.principal, id), userId);
    return c.body(null, 204);
  });

  router.openapi(contract.listDocumentGrants, async (c) => {
    const { id, documentId } = c.req.valid('param');
    return c.json({ items: await listGrants(db, await ofDocument(c.var.principal, id, documentId)) }, 200);
  });

  router.openapi(contract.giveDocumentGrant, async (c) => {
    const { id, documentId, userId } = c.req.valid('param');
    const { verb } = c.req.valid('json');
    await giveGrant(db, runtime, await ofDocument(c.var.principal, id, documentId), userId, verb);
    return c.body(null, 204);
  });

  router.openapi(contract.takeDocumentGrant, async (c) => {
    const { id, documentId, userId } = c.req.valid('param');
    await takeGrant(db, await ofDocument(c.var.principal, id, documentId), userId);
    return c.body(null, 204);
  });
}
