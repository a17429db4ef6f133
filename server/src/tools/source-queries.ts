import type { Database, Schema } from '../db/index.ts';

export type SourceRow = Schema['tool_sources'];
export type SourceToolRow = Schema['source_tools'];

export const MAX_SOURCES = 50;
/** Tools of one source. */
export const MAX_SOURCE_TOOLS = 1_000;

export function findSource(db: Database, id: string): Promise<SourceRow | undefined> {
  return db.selectFrom('tool_sources').selectAll().where('id', '=', id).executeTakeFirst();
}

export function sourcesOf(db: Database, workspaceId: string): Promise<SourceRow[]> {
  return db
    .selectFrom('tool_sources')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .limit(MAX_SOURCES)
    .execute();
}

/** The tools of all sources of a workspace with what is known of each newest version but the definition. */
export async function sourceTools(db: Database, workspaceId: string, names?: readonly string[]) {
  if (names?.length === 0) return [];
  const query = db
    .selectFrom('source_tools')
    .innerJoin('tool_definitions', (join) =>
      join
        .onRef('tool_definitions.scope', '=', 'source_tools.workspace_id')
        .onRef('tool_definitions.name', '=', 'source_tools.name')
        .onRef('tool_definitions.version', '=', 'source_tools.version'),
    )
    .selectAll('source_tools')
    .select('tool_definitions.hash')
    .where('source_tools.workspace_id', '=', workspaceId);
  return (names ? query.where('source_tools.name', 'in', names) : query)
    .orderBy('source_tools.name')
    .limit(MAX_SOURCES * MAX_SOURCE_TOOLS)
    .execute();
}

export function findSourceTool(
  db: Database,
  workspaceId: string,
  name: string,
): Promise<SourceToolRow | undefined> {
  return db
    .selectFrom('source_tools')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** How many tools each source has, and how many wait for approval. */
export async function countsOf(db: Database, workspaceId: string) {
  const rows = await db
    .selectFrom('source_tools')
    .select(['source_id', 'version', 'approved_version', 'gone_at'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const counts = new Map<string, { tools: number; pending: number }>();
  for (const { source_id, version, approved_version, gone_at } of rows) {
    if (gone_at !== null) continue;
    const count = counts.get(source_id) ?? { tools: 0, pending: 0 };
    count.tools += 1;
    if (approved_version !== version) count.pending += 1;
    counts.set(source_id, count);
  }
  return counts;
}
