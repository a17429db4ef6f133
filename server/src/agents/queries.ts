import type { Database, Schema } from '../db/index.ts';

export type AgentRow = Schema['agents'];
export type AgentVersionRow = Schema['agent_versions'];
export type AgentResultRow = Schema['agent_results'];

/** Agents of one workspace: a list of them is never paged. */
export const MAX_AGENTS = 200;
export const MAX_VERSIONS = 100;
/** Results that a statistic looks at. */
const MAX_RESULTS = 10_000;

export function findAgentRow(db: Database, id: string): Promise<AgentRow | undefined> {
  return db
    .selectFrom('agents')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

export function findAgentVersion(
  db: Database,
  agentId: string,
  version: number,
): Promise<AgentVersionRow | undefined> {
  return db
    .selectFrom('agent_versions')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** The newest version of each agent of a workspace, oldest agent first. */
export function agentsOf(db: Database, workspaceId: string) {
  return db
    .selectFrom('agents')
    .innerJoin('agent_versions', (join) =>
      join
        .onRef('agent_versions.agent_id', '=', 'agents.id')
        .onRef('agent_versions.version', '=', 'agents.version'),
    )
    .selectAll('agents')
    .select('agent_versions.definition')
    .where('agents.workspace_id', '=', workspaceId)
    .where('agents.deleted_at', 'is', null)
    .orderBy('agents.id')
    .limit(MAX_AGENTS)
    .execute();
}

export function versionsOf(db: Database, agentId: string): Promise<AgentVersionRow[]> {
  return db
    .selectFrom('agent_versions')
    .selectAll()
    .where('agent_id', '=', agentId)
    .orderBy('version', 'desc')
    .limit(MAX_VERSIONS)
    .execute();
}

export function resultsSince(db: Database, workspaceId: string, agentId: string, since: number) {
  return db
    .selectFrom('agent_results')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(MAX_RESULTS)
    .execute();
}
