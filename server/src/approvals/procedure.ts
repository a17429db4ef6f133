import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import type { ApprovalTask } from '@agenticgen/orchestrator/workflow';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { type Asking, askApproval, type Decision } from './ask.ts';

export interface ApprovalInput {
  asking: Asking;
  task: ApprovalTask;
}
export type ApprovalProcedure = Procedure<ApprovalInput, Decision, Database>;

/** A question to people as a run of its own: what asks waits for it as for any child. */
export function approvalProcedure(): ApprovalProcedure {
  return procedure({
    name: 'approvals.ask',
    input: z.custom<ApprovalInput>((value) => typeof value === 'object' && value !== null && 'task' in value),
    run: (ctx: Context<Database>, { asking, task }: ApprovalInput) => askApproval(ctx, asking, task),
  });
}
