import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Principal } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { DECISION, type Decision, hashPayload } from './ask.ts';
import { isAsked, isOwnQuestion } from './deciders.ts';
import { approvalErrors } from './errors.ts';
import { type ApprovalRow, findApproval, type VoteRow, votesOf } from './queries.ts';

export interface Vote {
  vote: 'approve' | 'reject';
  payloadHash: string;
  comment?: string | undefined;
  /** In place of what was asked. */
  payload?: unknown;
}

export interface DecideNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now'>;
  orchestrator: Orchestrator<Database>;
}

/**
 * Counts one person's vote and, where that decides, tells the waiting run, all in one transaction: a decision
 * that was acknowledged is there after any crash, and there is only one. Throws `approval_...` problems.
 */
export async function decide(
  { db, runtime, orchestrator }: DecideNeeds,
  by: Principal,
  id: string,
  vote: Vote,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'approvals', id);
    const approval = (await findApproval(tx, id))!;
    const votes = await votesOf(tx, [id]);
    refuse(by, approval, votes, vote);
    const payload = vote.payload === undefined ? JSON.parse(approval.payload) : vote.payload;
    const row = {
      approval_id: id,
      user_id: by.userId,
      vote: vote.vote,
      payload_hash: hashPayload(payload),
      comment: vote.comment?.trim() || null,
      created_at: runtime.now(),
    };
    await tx.insertInto('approval_votes').values(row).execute();
    const outcome = outcomeOf(approval, [...votes, row], payload);
    if (outcome) await settle(tx, orchestrator, approval, outcome, runtime.now());
    else if (vote.payload !== undefined) await replacePayload(tx, id, payload);
  });
  orchestrator.announce();
}

function refuse(by: Principal, approval: ApprovalRow, votes: readonly VoteRow[], vote: Vote): void {
  if (!isAsked(by, approval)) throw approvalErrors.approval_not_yours();
  if (approval.state !== 'pending') throw approvalErrors.approval_decided(approval.state);
  if (isOwnQuestion(by, approval)) throw approvalErrors.approval_own();
  if (votes.some(({ user_id }) => user_id === by.userId)) throw approvalErrors.approval_voted();
  if (vote.payloadHash !== approval.payload_hash) throw approvalErrors.approval_changed();
  if (vote.payload !== undefined && approval.editable === 0) throw approvalErrors.approval_not_editable();
}

/** One reject is enough; approvals count only if they are for the same payload. */
function outcomeOf(approval: ApprovalRow, votes: readonly VoteRow[], payload: unknown): Decision | null {
  const last = votes.at(-1)!;
  if (last.vote === 'reject') {
    return { decision: 'rejected', payload, by: [last.user_id], comment: last.comment };
  }
  const same = votes.filter(
    ({ vote, payload_hash }) => vote === 'approve' && payload_hash === last.payload_hash,
  );
  if (same.length < approval.votes_needed) return null;
  return { decision: 'approved', payload, by: same.map(({ user_id }) => user_id), comment: last.comment };
}

async function settle(
  tx: Database,
  orchestrator: Orchestrator<Database>,
  { id }: ApprovalRow,
  outcome: Decision,
  at: number,
): Promise<void> {
  const payload = { payload: JSON.stringify(outcome.payload), payload_hash: hashPayload(outcome.payload) };
  await tx
    .updateTable('approvals')
    .set({ state: outcome.decision, decided_at: at, ...payload })
    .where('id', '=', id)
    .execute();
  await orchestrator.signalIn(tx, id, DECISION, outcome);
}

/** A change by the first of two people: the second decides on what is there now. */
async function replacePayload(tx: Database, id: string, payload: unknown): Promise<void> {
  const changed = { payload: JSON.stringify(payload), payload_hash: hashPayload(payload) };
  await tx.updateTable('approvals').set(changed).where('id', '=', id).execute();
}
