import type { Database } from '../db/index.ts';

export interface AuditFilter {
  workspaceId: string;
  /** Entries of nobody and of no workspace are told too: signing in with an address that nobody has. */
  strangers: boolean;
  before?: number | undefined;
  kind?: string | undefined;
  outcome?: string | undefined;
  actor?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Of the workspace, and what its members did outside of any. The newest first. */
export function entriesOf(db: Database, filter: AuditFilter, limit: number) {
  const { workspaceId, strangers, before, kind, outcome, actor, from, to } = filter;
  let query = db
    .selectFrom('audit_entries')
    .leftJoin('users', 'users.id', 'audit_entries.actor_id')
    .selectAll('audit_entries')
    .select('users.name as actor_name')
    .where((eb) =>
      eb.or([
        eb('audit_entries.workspace_id', '=', workspaceId),
        eb.and([
          eb('audit_entries.workspace_id', 'is', null),
          eb.or([
            eb(
              'audit_entries.actor_id',
              'in',
              eb.selectFrom('memberships').select('user_id').where('workspace_id', '=', workspaceId),
            ),
            ...(strangers ? [eb('audit_entries.actor_id', 'is', null)] : []),
          ]),
        ]),
      ]),
    );
  if (before !== undefined) query = query.where('audit_entries.sequence', '<', before);
  if (kind !== undefined) query = query.where('audit_entries.action', 'like', `${kind}.%`);
  if (outcome !== undefined) query = query.where('audit_entries.outcome', '=', outcome);
  if (actor !== undefined) query = query.where('audit_entries.actor_id', '=', actor);
  if (from !== undefined) query = query.where('audit_entries.at', '>=', from);
  if (to !== undefined) query = query.where('audit_entries.at', '<', to);
  return query.orderBy('audit_entries.sequence', 'desc').limit(limit).execute();
}

/** Requests of brokers in the logs of runs that the audit log does not tell of. */
export async function missedEgress(db: Database, type: string, since: number) {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('run_events', 'run_events.run_id', 'runs.id')
    .select(['run_events.run_id', 'run_events.sequence', 'run_events.at', 'run_events.payload', 'runs.scope'])
    .where('run_events.type', '=', type)
    .where('run_events.at', '>=', since)
    .where((eb) => eb.or([eb('runs.finished_at', 'is', null), eb('runs.finished_at', '>=', since)]))
    .orderBy('run_events.at')
    .execute();
  return rows.map(({ run_id: runId, sequence, at, payload, scope }) => {
    return { runId, sequence, at, scope, payload: JSON.parse(payload) as unknown };
  });
}
