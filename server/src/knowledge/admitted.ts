// Which documents of a base exist for a search: what others keep private does not, nor what the search leaves out.
import type { Filter } from '@agenticgen/search';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Schema } from '../db/index.ts';
import type { DocumentFilter } from './contract.ts';
import { endingsOf } from './parse/kinds.ts';
import { visibleDocuments } from './queries.ts';

/** Up to so many hidden documents are named without asking whether those that are seen are fewer. */
const FEW = 1_000;
/** The most that the engine lets a filter name. */
const MAX_NAMED = 100_000;

/** What exists for a search in each of the bases; null where there is nothing. Bases without anything private cost nothing. */
export async function admissionsTo(
  db: Database,
  userId: string,
  baseIds: readonly string[],
  filter: DocumentFilter = {},
): Promise<(baseId: string) => Promise<Filter | null>> {
  const { name, kinds = [], since, until } = filter;
  const isFiltered = Boolean(name) || kinds.length > 0 || since !== undefined || until !== undefined;
  if (isFiltered) return (baseId) => matching(db, userId, baseId, filter);
  const closed = await withPrivate(db, baseIds);
  return async (baseId) => (closed.has(baseId) ? visible(db, userId, baseId) : {});
}

async function withPrivate(db: Database, baseIds: readonly string[]): Promise<Set<string>> {
  if (baseIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('knowledge_documents')
    .select('base_id')
    .distinct()
    .where('base_id', 'in', baseIds)
    .where('visibility', '=', 'private')
    .execute();
  return new Set(rows.map(({ base_id }) => base_id));
}

/** Those that are hidden, or those that are seen: whichever are fewer, for all of them are told to the engine. */
async function visible(db: Database, userId: string, baseId: string): Promise<Filter | null> {
  const hidden = await hiddenIds(db, userId, baseId);
  if (hidden.length === 0) return {};
  if (hidden.length <= FEW) return { exceptDocumentIds: hidden };
  const seen = await readyIds(db, userId, baseId, {}, hidden.length);
  if (seen.length === 0) return null;
  return seen.length < hidden.length ? { documentIds: seen } : { exceptDocumentIds: hidden };
}

async function matching(
  db: Database,
  userId: string,
  baseId: string,
  filter: DocumentFilter,
): Promise<Filter | null> {
  const seen = await readyIds(db, userId, baseId, filter);
  if (seen.length === 0) return null;
  if (seen.length <= MAX_NAMED) return { documentIds: seen };
  const known = new Set(seen);
  const all = await db.selectFrom('knowledge_documents').select('id').where('base_id', '=', baseId).execute();
  return { exceptDocumentIds: all.map(({ id }) => id).filter((id) => !known.has(id)) };
}

async function readyIds(
  db: Database,
  userId: string,
  baseId: string,
  filter: DocumentFilter,
  limit?: number,
): Promise<string[]> {
  const query = visibleDocuments(db, userId)
    .select('document.id')
    .where('document.base_id', '=', baseId)
    .where('document.state', '=', 'ready')
    .where((eb) => eb.and(conditionsOf(eb, filter)));
  const rows = await (limit === undefined ? query : query.limit(limit)).execute();
  return rows.map(({ id }) => id);
}

/** Private ones alone are looked at: an index has them together. */
async function hiddenIds(db: Database, userId: string, baseId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('knowledge_documents as document')
    .select('document.id')
    .where('document.base_id', '=', baseId)
    .where('document.visibility', '=', 'private')
    .where('document.created_by', '!=', userId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('knowledge_grants as own')
            .select('own.user_id')
            .whereRef('own.base_id', '=', 'document.base_id')
            .whereRef('own.document_id', '=', 'document.id')
            .where('own.user_id', '=', userId),
        ),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

type Documents = { document: Schema['knowledge_documents'] };

function conditionsOf(
  eb: ExpressionBuilder<Documents, 'document'>,
  { name, kinds = [], since, until }: DocumentFilter,
): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (name) conditions.push(nameHas(name));
  if (kinds.length > 0)
    conditions.push(eb.or(kinds.flatMap(endingsOf).map((ending) => nameLike(`%.${ending}`))));
  if (since !== undefined) conditions.push(eb('document.updated_at', '>=', since));
  if (until !== undefined) conditions.push(eb('document.updated_at', '<', until));
  return conditions;
}

const escaped = (name: string) => name.toLowerCase().replaceAll(/[\\%_]/g, '\\$&');

/** A condition on the name in whatever case. */
const nameLike = (pattern: string) => sql<SqlBool>`lower(document.name) like ${pattern} escape ${'\\'}`;

export const nameHas = (part: string): Expression<SqlBool> => nameLike(`%${escaped(part)}%`);
