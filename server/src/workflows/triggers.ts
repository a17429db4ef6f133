import { createHash } from 'node:crypto';
import { type Fired, OrchestratorError } from '@agenticgen/orchestrator';
import {
  compileExpression,
  type Definition,
  fill,
  type Json,
  placeholders,
} from '@agenticgen/orchestrator/workflow';
import { accessErrors, type Granted, type Principal } from '../access/index.ts';
import type { Keyring } from '../data-protection/index.ts';
import type { Database, Schema } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { workflowErrors } from './errors.ts';
import { fireIn } from './fire.ts';
import { findVersion, findWorkflow, type WorkflowRow } from './queries.ts';
import { addReceipt } from './receipts.ts';
import type { StartNeeds } from './start.ts';
import type { TRIGGER_KINDS } from './triggers-contract.ts';

export type TriggerRow = Schema['workflow_triggers'];
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

const MAX_TRIGGERS_PER_WORKFLOW = 50;
const SECRET_BYTES = 32;
/** How long a delivery is known, so that it starts nothing twice. */
const DELIVERY_KEPT_MS = 7 * 86_400_000;

export interface TriggerNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId' | 'randomBytes'>;
  keyring: Keyring;
}

export const sealPlace = (id: string) => `workflow_trigger:${id}`;

export async function addTrigger(
  { db, runtime, keyring }: TriggerNeeds,
  { by, record }: Granted<'run', WorkflowRow>,
  { kind, mapping }: { kind: TriggerKind; mapping?: Record<string, unknown> | undefined },
): Promise<{ row: TriggerRow; secret: string | null }> {
  checkMapping(mapping);
  const filter = { workspaceId: by.workspaceId, workflowId: record.id };
  const { length } = await pageOfTriggers(db, filter, MAX_TRIGGERS_PER_WORKFLOW);
  if (length >= MAX_TRIGGERS_PER_WORKFLOW) throw workflowErrors.trigger_limit(MAX_TRIGGERS_PER_WORKFLOW);
  const id = runtime.newId();
  const secret = kind === 'webhook' ? `whs_${runtime.randomBytes(SECRET_BYTES).toString('base64url')}` : null;
  const row: TriggerRow = {
    id,
    workspace_id: by.workspaceId,
    workflow_id: record.id,
    kind,
    secret: secret === null ? null : keyring.seal(secret, sealPlace(id)),
    mapping: mapping === undefined ? null : JSON.stringify(mapping),
    enabled: 1,
    disabled_reason: null,
    last_run_id: null,
    last_at: null,
    created_by: by.userId,
    created_at: runtime.now(),
  };
  await db.insertInto('workflow_triggers').values(row).execute();
  return { row, secret };
}

/** An expression that can't be read is told when it is written, not when something comes. */
function checkMapping(mapping: Record<string, unknown> | undefined): void {
  try {
    for (const { expression } of placeholders((mapping ?? null) as Json)) compileExpression(expression);
  } catch (error) {
    throw workflowErrors.mapping_invalid(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Who made it may switch it on, since its runs are in their name; off also who may edit the workflow. Why it was
 * switched off is forgotten.
 */
export async function setEnabled(
  db: Database,
  by: Principal,
  workflow: WorkflowRow,
  { id, enabled }: { id: string; enabled: boolean },
): Promise<TriggerRow> {
  const row = await findTrigger(db, id);
  if (!row || row.workflow_id !== workflow.id) throw workflowErrors.trigger_unknown();
  const mayAct = row.created_by === by.userId || (!enabled && by.ability.can('edit', 'Workflow', workflow));
  if (!mayAct) throw accessErrors.forbidden('edit', 'Workflow', by.role);
  const columns = { enabled: enabled ? 1 : 0, disabled_reason: null };
  await db.updateTable('workflow_triggers').set(columns).where('id', '=', id).execute();
  return { ...row, ...columns };
}

/** Who made it, or who may edit the workflow. */
export async function removeTrigger(
  db: Database,
  by: Principal,
  workflow: WorkflowRow,
  id: string,
): Promise<void> {
  const row = await findTrigger(db, id);
  if (!row || row.workflow_id !== workflow.id) throw workflowErrors.trigger_unknown();
  if (row.created_by !== by.userId && !by.ability.can('edit', 'Workflow', workflow))
    throw accessErrors.forbidden('edit', 'Workflow', by.role);
  await db.deleteFrom('workflow_triggers').where('id', '=', id).execute();
}

export function findTrigger(db: Database, id: string): Promise<TriggerRow | undefined> {
  return db.selectFrom('workflow_triggers').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface TriggerFilter {
  workspaceId: string;
  workflowId?: string;
  before?: string | undefined;
}

export function pageOfTriggers(
  db: Database,
  { workspaceId, workflowId, before }: TriggerFilter,
  limit: number,
): Promise<TriggerRow[]> {
  let query = db.selectFrom('workflow_triggers').selectAll().where('workspace_id', '=', workspaceId);
  if (workflowId !== undefined) query = query.where('workflow_id', '=', workflowId);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

export interface Delivery {
  /** Each of these starts one run, however often it comes. */
  keys: readonly string[];
  /** What templates see as `input`. */
  given: Record<string, unknown>;
  /** Where the keys that the workflow declares are looked for, without a mapping. */
  fields: Record<string, unknown>;
}

/**
 * Starts the run of a trigger in the caller's transaction, or gives the one that an earlier delivery started.
 * The trigger's row is locked, so two deliveries of the same thing come one after the other.
 */
export async function deliverIn(
  tx: Database,
  needs: Omit<StartNeeds, 'db'>,
  trigger: TriggerRow,
  { keys, given, fields }: Delivery,
): Promise<Fired> {
  const now = needs.runtime.now();
  const hashes = keys.map((key) => createHash('sha256').update(key).digest('hex'));
  const known = await tx
    .selectFrom('trigger_deliveries')
    .select('run_id')
    .where('trigger_id', '=', trigger.id)
    .where('delivery', 'in', hashes)
    .executeTakeFirst();
  const triggerId = trigger.id;
  if (known) {
    await addReceipt(tx, needs.runtime, { triggerId, outcome: 'repeated', runId: known.run_id });
    return { kind: 'started', runId: known.run_id };
  }
  const { workspace_id: workspaceId, workflow_id: workflowId, created_by: userId, id: originId } = trigger;
  const input = await inputFor(tx, trigger, given, fields);
  const origin = trigger.kind === 'webhook' ? 'webhook' : 'event';
  const key = `trigger:${originId}:${hashes[0]}`;
  const what = { workspaceId, userId, workflowId, version: null, origin, originId, key, input } as const;
  const fired = await fireIn(tx, needs, what);
  if (fired.kind === 'refused') {
    const refused = { triggerId, outcome: 'refused', reason: fired.reason } as const;
    await addReceipt(tx, needs.runtime, refused);
    return fired;
  }
  await addReceipt(tx, needs.runtime, { triggerId, outcome: 'started', runId: fired.runId });
  const rows = hashes.map((delivery) => ({
    trigger_id: trigger.id,
    delivery,
    run_id: fired.runId,
    created_at: now,
  }));
  await tx.insertInto('trigger_deliveries').values(rows).execute();
  const old = tx.deleteFrom('trigger_deliveries').where('trigger_id', '=', trigger.id);
  await old.where('created_at', '<', now - DELIVERY_KEPT_MS).execute();
  const last = { last_run_id: fired.runId, last_at: now };
  await tx.updateTable('workflow_triggers').set(last).where('id', '=', trigger.id).execute();
  return fired;
}

async function inputFor(
  tx: Database,
  trigger: TriggerRow,
  given: Record<string, unknown>,
  fields: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (trigger.mapping !== null) return filled(JSON.parse(trigger.mapping), given);
  const workflow = await findWorkflow(tx, trigger.workflow_id);
  const version = workflow && (await findVersion(tx, workflow.id, workflow.version));
  if (!version) return {};
  const { input } = JSON.parse(version.definition) as Definition;
  const declared = Object.keys((input.properties ?? {}) as object);
  const all: Record<string, unknown> = { ...fields, ...given };
  return Object.fromEntries(declared.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]));
}

/** Throws `workflow_input_invalid` where a template finds nothing. */
function filled(mapping: Json, given: Record<string, unknown>): Record<string, unknown> {
  try {
    return fill(mapping, { input: given, nodes: {}, errors: {} }) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    throw workflowErrors.workflow_input_invalid(error.message);
  }
}

export async function disableTrigger(db: Database, id: string, reason: string): Promise<void> {
  const off = { enabled: 0, disabled_reason: reason };
  await db.updateTable('workflow_triggers').set(off).where('id', '=', id).execute();
}
