import type { ForkOptions, Orchestrator, Procedure, Urgency } from '@agenticgen/orchestrator';
import { type Database, insertIgnore } from '../db/index.ts';
import { refuseFull } from './errors.ts';

/** In whose name a run works, and who may see it. */
export interface RunBy {
  userId: string;
  workspaceId: string;
  shared?: 'private' | 'workspace' | undefined;
}

export interface StartOptions extends Urgency {
  /** What people read in the list of runs. */
  label?: string | undefined;
  /** A second start with the same key answers the first run. */
  key?: string | undefined;
  /** Also where the queue is full: of what itself waits for room in it. */
  always?: boolean;
}

/**
 * Starts a run in the caller's transaction, with its owner beside it: both are there or neither.
 * Call `orchestrator.announce()` after the commit.
 */
export async function startRun<I, O>(
  tx: Database,
  orchestrator: Orchestrator<Database>,
  by: RunBy,
  procedure: Procedure<I, O, Database>,
  input: I,
  options: StartOptions = {},
): Promise<{ runId: string }> {
  const { runId } = await orchestrator
    .start(tx, procedure, input, { scope: by.workspaceId, ...options })
    .catch(refuseFull);
  await insertOwner(tx, by, runId);
  return { runId };
}

/** A new run that begins with what another has recorded, with its owner beside it; else like startRun. */
export async function forkRun(
  tx: Database,
  orchestrator: Orchestrator<Database>,
  by: RunBy,
  runId: string,
  options: ForkOptions,
): Promise<{ runId: string }> {
  const forked = await orchestrator.fork(tx, runId, { scope: by.workspaceId, ...options }).catch(refuseFull);
  await insertOwner(tx, by, forked.runId);
  return forked;
}

/** The run of an earlier start with the same key has its owner already. */
async function insertOwner(tx: Database, by: RunBy, runId: string): Promise<void> {
  await insertIgnore(tx, 'run_owners', {
    run_id: runId,
    workspace_id: by.workspaceId,
    created_by: by.userId,
    shared: by.shared ?? 'private',
  });
}
