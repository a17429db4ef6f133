// Who sees a base or a document, besides whoever made it.
import { type Expression, sql } from 'kysely';
import { accessErrors, findMember, type Granted } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { areaExpression, areaOf, setAreaShared, setAreasShared } from '../files/index.ts';
import { setRunsShared } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { GrantView } from './contract.ts';
import { knowledgeErrors } from './errors.ts';
import {
  type BaseRow,
  type DocumentRow,
  type DocumentVisibility,
  type GrantVerb,
  grantsOf,
} from './queries.ts';

/** A base, or a document in it. */
export interface Shared {
  base: Granted<'share' | 'edit', BaseRow>;
  document?: DocumentRow;
}

/** People whom one base or document is granted to; a list longer than this is a workspace. */
export const MAX_GRANTS = 200;

export async function listGrants(db: Database, { base, document }: Shared): Promise<GrantView[]> {
  const rows = await grantsOf(db, base.record.id, document?.id ?? '');
  return rows.map(({ user_id, verb, name, email }) => ({
    userId: user_id,
    name,
    email,
    verb: verb as GrantVerb,
  }));
}

/** Throws `not_found` for who is no member, `too_many_grants`. */
export async function giveGrant(
  db: Database,
  runtime: Runtime,
  { base, document }: Shared,
  userId: string,
  verb: GrantVerb,
): Promise<void> {
  const { record, by } = base;
  await inTransaction(db, async (tx) => {
    if (!(await findMember(tx, record.workspace_id, userId))) throw accessErrors.not_found('Member');
    const given = await grantsOf(tx, record.id, document?.id ?? '');
    if (given.length >= MAX_GRANTS && !given.some(({ user_id }) => user_id === userId))
      throw knowledgeErrors.too_many_grants(MAX_GRANTS);
    const key = { base_id: record.id, document_id: document?.id ?? '', user_id: userId };
    await takeRow(tx, key);
    await tx
      .insertInto('knowledge_grants')
      .values({ ...key, verb, granted_by: by.userId, created_at: runtime.now() })
      .execute();
  });
}

export async function takeGrant(db: Database, { base, document }: Shared, userId: string): Promise<void> {
  await takeRow(db, { base_id: base.record.id, document_id: document?.id ?? '', user_id: userId });
}

async function takeRow(db: Database, key: { base_id: string; document_id: string; user_id: string }) {
  await db
    .deleteFrom('knowledge_grants')
    .where('base_id', '=', key.base_id)
    .where('document_id', '=', key.document_id)
    .where('user_id', '=', key.user_id)
    .execute();
}

/** Opens a base to the workspace, or closes it; files and runs of its documents with it. */
export async function shareBase(
  db: Database,
  { record }: Granted<'share', BaseRow>,
  visibility: 'workspace' | 'private',
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.updateTable('knowledge_bases').set({ visibility }).where('id', '=', record.id).execute();
    // As many statements for one document as for a hundred thousand. What is private in it stays so.
    const documents = tx
      .selectFrom('knowledge_documents')
      .where('base_id', '=', record.id)
      .where('visibility', '=', 'base');
    await setAreasShared(tx, sql`${documents.select(areaExpression.document('id'))}`, visibility);
    await setRunsShared(tx, runsOf(tx, sql`${documents.select('id')}`), visibility);
  });
}

export async function shareDocument(
  db: Database,
  { record }: Granted<'edit', BaseRow>,
  document: DocumentRow,
  visibility: DocumentVisibility,
): Promise<DocumentRow> {
  const changed = { ...document, visibility };
  await inTransaction(db, async (tx) => {
    await tx.updateTable('knowledge_documents').set({ visibility }).where('id', '=', document.id).execute();
    await shareParts(tx, record, changed);
  });
  return changed;
}

/** Whoever may edit the base may change its documents; a private one only who uploaded it, or has it granted to edit. */
export async function mayChange(
  db: Database,
  { record, by }: Granted<'edit', BaseRow>,
  document: DocumentRow,
): Promise<boolean> {
  if (document.visibility === 'base' || document.created_by === by.userId) return true;
  const given = await grantsOf(db, record.id, document.id);
  return given.some(({ user_id, verb }) => user_id === by.userId && verb === 'edit');
}

/** The name of a document stands on its files and on its runs, too. */
async function shareParts(db: Database, base: BaseRow, document: DocumentRow): Promise<void> {
  const shared = sharedAs(base, document);
  const documents = db.selectFrom('knowledge_documents').select('id').where('id', '=', document.id);
  await setAreaShared(db, areaOf.document(document.id), shared);
  await setRunsShared(db, runsOf(db, sql`${documents}`), shared);
}

const runsOf = (db: Database, documents: Expression<string>): Expression<string> =>
  sql`${db
    .selectFrom('knowledge_versions')
    .select('run_id')
    .where('run_id', 'is not', null)
    .where('document_id', 'in', documents)}`;

/** How files and runs of a document are shared. */
export function sharedAs(
  base: Pick<BaseRow, 'visibility'>,
  document: Pick<DocumentRow, 'visibility'>,
): 'workspace' | 'private' {
  return base.visibility === 'workspace' && document.visibility === 'base' ? 'workspace' : 'private';
}
