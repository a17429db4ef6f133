import { type AccessVariables, accessErrors, type Principal, permit } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import type { ApprovalView } from './contract.ts';
import * as contract from './contract.ts';
import { type DecideNeeds, decide } from './decide.ts';
import { isAsked, mayDecide, maySee } from './deciders.ts';
import {
  type ApprovalRow,
  findApproval,
  MAX_PENDING,
  pageOfApprovals,
  type VoteRow,
  votesOf,
} from './queries.ts';

type State = ApprovalView['state'];

function present(by: Principal, row: ApprovalRow, votes: readonly VoteRow[]): ApprovalView {
  const own = votes.filter(({ approval_id }) => approval_id === row.id);
  return {
    id: row.id,
    question: row.question,
    payload: JSON.parse(row.payload),
    payloadHash: row.payload_hash,
    editable: row.editable === 1,
    votesNeeded: row.votes_needed,
    votes: own.map(({ user_id, vote, comment, created_at }) => ({
      userId: user_id,
      vote: vote as 'approve' | 'reject',
      comment,
      createdAt: created_at,
    })),
    state: row.state as State,
    origin: row.origin,
    runId: row.root_run_id ?? row.id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    escalatedAt: row.escalated_at,
    decidedAt: row.decided_at,
    mayDecide: mayDecide(
      by,
      row,
      own.map(({ user_id }) => user_id),
    ),
  };
}

export function approvalRoutes(needs: DecideNeeds) {
  const router = createRouter<AccessVariables>();
  const { db } = needs;

  async function visible(by: Principal, id: string): Promise<ApprovalRow> {
    permit(by, 'read', 'Workspace');
    const row = await findApproval(db, id);
    if (!row || row.workspace_id !== by.workspaceId || !maySee(by, row))
      throw accessErrors.not_found('Approval');
    return row;
  }

  const view = async (by: Principal, id: string) =>
    present(by, await visible(by, id), await votesOf(db, [id]));

  router.openapi(contract.listApprovals, async (c) => {
    const by = c.var.principal;
    permit(by, 'read', 'Workspace');
    const { cursor, limit, state, mine } = c.req.valid('query');
    const filter = { workspaceId: by.workspaceId, state, before: cursor };
    const rows = await pageOfApprovals(db, filter, MAX_PENDING);
    const shown = rows.filter((row) => (mine ? isAsked(by, row) : maySee(by, row))).slice(0, limit + 1);
    const votes = await votesOf(
      db,
      shown.map(({ id }) => id),
    );
    return c.json(
      toPage(
        shown,
        limit,
        (row) => present(by, row, votes),
        (row) => row.id,
      ),
      200,
    );
  });

  router.openapi(contract.countApprovals, async (c) => {
    const by = c.var.principal;
    permit(by, 'read', 'Workspace');
    const rows = await pageOfApprovals(db, { workspaceId: by.workspaceId, state: 'pending' }, MAX_PENDING);
    const votes = await votesOf(
      db,
      rows.map(({ id }) => id),
    );
    const voted = (id: string) => votes.flatMap((vote) => (vote.approval_id === id ? [vote.user_id] : []));
    return c.json({ pending: rows.filter((row) => mayDecide(by, row, voted(row.id))).length }, 200);
  });

  router.openapi(contract.getApproval, async (c) =>
    c.json(await view(c.var.principal, c.req.valid('param').id), 200),
  );

  router.openapi(contract.decide, async (c) => {
    const by = c.var.principal;
    const { id } = c.req.valid('param');
    await visible(by, id);
    await decide(needs, by, id, c.req.valid('json'));
    return c.json(await view(by, id), 200);
  });

  return router;
}
