import { createHash } from 'node:crypto';
import type { Context } from '@agenticgen/orchestrator';
import type { ApprovalTask } from '@agenticgen/orchestrator/workflow';
import type { Database } from '../db/index.ts';

export const DECISION = 'decision';

/** Who asks, and for which run. */
export interface Asking {
  userId: string;
  workspaceId: string;
  /** Name of the workflow or agent, for people. */
  origin: string;
  /** The run that people know; default: the run that asks. */
  rootId: string | null;
}

export interface Decision {
  decision: 'approved' | 'rejected' | 'expired';
  payload: unknown;
  by: string[];
  comment: string | null;
}

/** The hash that a decision names: of the exact arguments, with their keys in order. */
export function hashPayload(payload: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(payload)))
    .digest('hex');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}

/**
 * Asks people and waits for them: the run gives its worker back, for days if it has to. The approval bears the
 * id of the run that asks, so a run asks once. A cancelled run withdraws its question.
 */
export async function askApproval(
  ctx: Context<Database>,
  asking: Asking,
  task: ApprovalTask,
): Promise<Decision> {
  const askedAt = ctx.startedAt;
  const expiresAt = task.expiresMs === undefined ? null : askedAt + task.expiresMs;
  await ctx.commit('ask', (tx) => insertApproval(tx, ctx.runId, asking, task, { askedAt, expiresAt }));
  try {
    return await decided(ctx, task, askedAt, expiresAt);
  } catch (error) {
    const reason = ctx.signal.aborted ? (ctx.signal.reason as { kind?: string }) : undefined;
    if (reason?.kind === 'cancel')
      await ctx.commit('withdraw', (tx) => close(tx, ctx.runId, 'withdrawn', null));
    throw error;
  }
}

async function decided(
  ctx: Context<Database>,
  task: ApprovalTask,
  askedAt: number,
  expiresAt: number | null,
): Promise<Decision> {
  if (task.escalate && (expiresAt === null || task.escalate.afterMs < expiresAt - askedAt)) {
    const early = await next(ctx, 'before-escalation', task.escalate.afterMs);
    if (early) return early;
    const { roles } = task.escalate;
    await ctx.commit('escalate', (tx) => escalate(tx, ctx.runId, roles, askedAt + task.escalate!.afterMs));
    const late = await next(
      ctx,
      'after-escalation',
      expiresAt === null ? undefined : expiresAt - askedAt - task.escalate.afterMs,
    );
    return late ?? (await expire(ctx, task, expiresAt));
  }
  const decision = await next(ctx, 'answer', expiresAt === null ? undefined : expiresAt - askedAt);
  return decision ?? (await expire(ctx, task, expiresAt));
}

async function next(
  ctx: Context<Database>,
  step: string,
  timeoutMs: number | undefined,
): Promise<Decision | null> {
  const options = timeoutMs === undefined ? {} : { timeoutMs: Math.max(0, timeoutMs) };
  const result = await ctx.waitFor<Decision>(step, { signals: [DECISION], ...options });
  return result.kind === 'signal' ? result.payload : null;
}

/** A decision that came in the same moment counts: the row says which of the two was first. */
async function expire(ctx: Context<Database>, task: ApprovalTask, at: number | null): Promise<Decision> {
  const expired = await ctx.commit('expire', (tx) => close(tx, ctx.runId, 'expired', at));
  if (expired) return { decision: 'expired', payload: task.payload, by: [], comment: null };
  return (await next(ctx, 'last', undefined))!;
}

async function insertApproval(
  tx: Database,
  id: string,
  { userId, workspaceId, origin, rootId }: Asking,
  { question, payload, editable, approvers, votes }: ApprovalTask,
  { askedAt, expiresAt }: { askedAt: number; expiresAt: number | null },
): Promise<void> {
  const row = {
    id,
    workspace_id: workspaceId,
    created_by: userId,
    question,
    payload: JSON.stringify(payload ?? null),
    payload_hash: hashPayload(payload ?? null),
    editable: editable ? 1 : 0,
    users: JSON.stringify(approvers.users ?? []),
    roles: JSON.stringify(approvers.roles ?? []),
    votes_needed: votes,
    state: 'pending',
    origin: origin.slice(0, 200),
    root_run_id: rootId,
    created_at: askedAt,
    expires_at: expiresAt,
    escalated_at: null,
    decided_at: null,
  };
  await tx.insertInto('approvals').values(row).execute();
}

async function escalate(tx: Database, id: string, roles: readonly string[], at: number): Promise<void> {
  const row = await tx.selectFrom('approvals').select('roles').where('id', '=', id).executeTakeFirstOrThrow();
  const all = [...new Set([...(JSON.parse(row.roles) as string[]), ...roles])];
  await tx
    .updateTable('approvals')
    .set({ roles: JSON.stringify(all), escalated_at: at })
    .where('id', '=', id)
    .execute();
}

/** Ends a question that is still open; says whether it was. */
async function close(
  tx: Database,
  id: string,
  state: 'expired' | 'withdrawn',
  at: number | null,
): Promise<boolean> {
  const result = await tx
    .updateTable('approvals')
    .set({ state, decided_at: at })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
