// Which documents of a base exist for a search: what others keep private does not, nor what the search leaves out.
import type { Filter } from '@agenticgen/search';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Schema } from '../db/index.ts';
import type { DocumentFilter } from './contract.ts';
import { endingsOf } from './parse/kinds.ts';
import { visibleDocuments } from './queries.ts';

/** Null where there is nothing to search in. */
export async function admittedDocuments(
  db: Database,
  userId: string,
  baseId: string,
  filter: DocumentFilter = {},
): Promise<Filter | null> {
  const { name, kinds = [], since, until } = filter;
  const isFiltered = Boolean(name) || kinds.length > 0 || since !== undefined || until !== undefined;
  if (!isFiltered && !(await hasPrivate(db, baseId))) return {};
  const rows = await visibleDocuments(db, userId)
    .select('document.id')
    .where('document.base_id', '=', baseId)
    .where('document.state', '=', 'ready')
    .where((eb) => eb.and(conditionsOf(eb, filter)))
    .execute();
  return rows.length === 0 ? null : { documentIds: rows.map(({ id }) => id) };
}

async function hasPrivate(db: Database, baseId: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge_documents')
    .select('id')
    .where('base_id', '=', baseId)
    .where('visibility', '=', 'private')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
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
