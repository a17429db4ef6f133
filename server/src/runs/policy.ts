import type { Principal } from '../access/index.ts';
import type { RunOwner } from './queries.ts';

/** Whether somebody may read runs of others that were not shared: a list then shows what a read by id would. */
export function seesAllRuns({ ability, workspaceId }: Principal): boolean {
  return ability.can('read', 'Run', { workspace_id: workspaceId, created_by: '', shared: 'private' });
}

/** What was said in a run is for fewer than that it runs. */
export function readsTranscript({ ability }: Principal, owner: RunOwner): boolean {
  return ability.can('read', 'Transcript', owner);
}
