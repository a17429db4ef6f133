import { type ForkOptions, hasEnded, type Run } from '@agenticgen/orchestrator';
import {
  type Definition,
  keepBefore,
  type NodePath,
  nodeAt,
  nodePathOf,
  type Replayed,
  replayWorkflow,
  stepName,
} from '@agenticgen/orchestrator/workflow';
import { inTransaction } from '../db/index.ts';
import { forkRun, type RunBy } from '../runs/index.ts';
import { EDITABLE } from './editable.ts';
import { workflowErrors } from './errors.ts';
import { givenOf } from './node-result.ts';
import type { WorkflowInput } from './procedures.ts';
import type { VersionRow, WorkflowRow, WorkflowRunRow } from './queries.ts';
import { logOf } from './run-log.ts';
import { insertWorkflowRun, type StartNeeds } from './start.ts';

/** Runs below a run that one replay reads. */
const MAX_READ_CHILDREN = 5_000;
/** JSON characters of what a node was and would be given that a replay shows. */
const MAX_COMPARED_LENGTH = 40_000;

export interface Ended {
  workflow: WorkflowRow;
  version: VersionRow;
  row: WorkflowRunRow;
  run: Run;
}

export interface Retry {
  node: string;
  edit?: Record<string, unknown> | undefined;
}

/**
 * A new run that has all results of the old one but those of a node and of what comes after it.
 * Throws run_not_ended, node_unknown, node_not_editable.
 */
export async function retryFrom(
  needs: StartNeeds,
  by: RunBy,
  ended: Ended,
  { node, edit }: Retry,
): Promise<{ runId: string }> {
  const { run, version } = ended;
  if (!hasEnded(run.state)) throw workflowErrors.run_not_ended();
  const definition = JSON.parse(version.definition) as Definition;
  const path = pathOf(definition, node);
  const keep = keepBefore(definition, path, await logOf(needs.orchestrator, run.id));
  const old = run.input as WorkflowInput;
  // Even without an edit: what somebody wants done again is not taken from the cache.
  const given = edit ? checkEdit(definition, path, edit) : (old.overrides?.[stepName(path)] ?? {});
  const overrides = { ...old.overrides, [stepName(path)]: given };
  return begin(needs, by, ended, { overrides, keep });
}

/**
 * A new run that knows what the old one had recorded up to an event, that included, and goes on from there.
 * Throws run_not_ended, event_unknown.
 */
export async function forkAfter(
  needs: StartNeeds,
  by: RunBy,
  ended: Ended,
  sequence: number,
): Promise<{ runId: string }> {
  if (!hasEnded(ended.run.state)) throw workflowErrors.run_not_ended();
  const [event] = await needs.orchestrator.read(ended.run.id, { after: sequence - 1, limit: 1 });
  if (event?.sequence !== sequence) throw workflowErrors.event_unknown(sequence);
  return begin(needs, by, ended, { untilSequence: sequence });
}

type Kept = Pick<ForkOptions, 'keep' | 'untilSequence'> & Pick<WorkflowInput, 'overrides'>;

async function begin(
  { db, orchestrator, runtime }: StartNeeds,
  by: RunBy,
  { workflow, version, row, run }: Ended,
  { overrides, ...kept }: Kept,
): Promise<{ runId: string }> {
  const definition = JSON.parse(version.definition) as Definition;
  const old = run.input as WorkflowInput;
  const filesOf = old.by.userId === by.userId ? (old.by.filesOf ?? run.id) : undefined;
  const input: WorkflowInput = {
    ...old,
    by: { ...old.by, userId: by.userId, workspaceId: by.workspaceId, rootId: null, filesOf },
    ...(overrides ? { overrides } : {}),
  };
  const started = await inTransaction(db, async (tx) => {
    const forked = await forkRun(tx, orchestrator, by, run.id, { input, ...kept });
    const origin = { origin: 'retry', originId: run.id, limits: definition.budget ?? {} } as const;
    await insertWorkflowRun(
      tx,
      { runId: forked.runId, workflow, version: row.version, by, ...origin },
      runtime,
    );
    return forked;
  });
  orchestrator.announce();
  return started;
}

function pathOf(definition: Definition, node: string): NodePath {
  const path = nodePathOf(node);
  if (!path || path.length === 0 || !nodeAt(definition, path)) throw workflowErrors.node_unknown(node);
  return path;
}

function checkEdit(
  definition: Definition,
  path: NodePath,
  edit: Record<string, unknown>,
): Record<string, unknown> {
  const { type } = nodeAt(definition, path)!;
  const allowed = EDITABLE[type] ?? [];
  const refused = Object.keys(edit).find((key) => !allowed.includes(key));
  if (refused !== undefined) throw workflowErrors.node_not_editable(type, refused, allowed);
  return edit;
}

/** What another definition would do with the results of a run. Nothing is run. */
export async function replayAgainst(
  { orchestrator }: Pick<StartNeeds, 'orchestrator'>,
  run: Run,
  definition: Definition,
): Promise<Replayed> {
  const log = await logOf(orchestrator, run.id);
  const given = new Map<string, unknown>();
  for (const { step, payload } of log) {
    if (step === null || typeof payload.childId !== 'string' || given.size >= MAX_READ_CHILDREN) continue;
    const child = await orchestrator.run(payload.childId);
    if (child) given.set(step, givenOf(child.input));
  }
  const { input } = run.input as WorkflowInput;
  const startedAt = run.startedAt ?? run.createdAt;
  const replayed = await replayWorkflow({ definition, input, startedAt, log, given });
  return { ...replayed, nodes: replayed.nodes.map(withoutHuge) };
}

function withoutHuge({ compared, ...node }: Replayed['nodes'][number]): Replayed['nodes'][number] {
  return compared && JSON.stringify(compared).length <= MAX_COMPARED_LENGTH ? { ...node, compared } : node;
}
