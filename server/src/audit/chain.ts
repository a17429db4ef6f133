import { createHmac } from 'node:crypto';
import type { Schema } from '../db/index.ts';

export type EntryRow = Schema['audit_entries'];

/** Nothing comes before the first. */
export const FIRST_HASH = '';

/**
 * The hash of an entry over all that it says and the hash before it: an entry that is changed, taken away, added or
 * moved breaks the chain from there on. Keyed, so that who can write to the database alone cannot mend it.
 */
export function hashOf(key: Buffer, before: string, entry: Omit<EntryRow, 'hash'>): string {
  const { sequence, at, workspace_id, actor_id, action, subject, outcome, run_id, details, source } = entry;
  const said = [sequence, at, workspace_id, actor_id, action, subject, outcome, run_id, details, source];
  return createHmac('sha256', key)
    .update(JSON.stringify([before, ...said]))
    .digest('hex');
}
