import type { Context } from '@agenticgen/orchestrator';
import { DEFAULT_DECIDERS, type Decision, hashPayload } from '../approvals/index.ts';
import type { Database } from '../db/index.ts';
import type { ToolCall } from '../models/index.ts';
import type { AnswerPart, ApprovalPart } from './answer.ts';
import type { LoopNeeds } from './loop-needs.ts';
import type { Task } from './task.ts';

/** How long people are waited for. */
const EXPIRES_MS = 7 * 24 * 3_600_000;

type Approved = { refusal: string; arguments?: never } | { refusal?: undefined; arguments: unknown };

interface Asked {
  step: string;
  call: ToolCall;
  task: Task;
  /** Where the question and its decision are noted. */
  parts: AnswerPart[];
}

/**
 * Asks a person whether the agent may make this call with exactly these arguments, or with others that the person
 * gives. The time that it takes does not count against the agent.
 */
export async function approveCall(
  ctx: Context<Database>,
  { approval, runtime }: Pick<LoopNeeds, 'approval' | 'runtime'>,
  { step, call, task, parts }: Asked,
): Promise<Approved> {
  const { userId, workspaceId } = task.principal;
  const asking = { userId, workspaceId, origin: task.agent.name, rootId: task.rootRunId ?? ctx.runId };
  const question = {
    type: 'approval' as const,
    question: `${task.agent.name}: ${call.tool}`,
    payload: call.arguments,
    editable: true,
    approvers: {},
    votes: 1,
    expiresMs: EXPIRES_MS,
  };
  const asked = askedPart(call);
  parts.push(asked);
  const { callId, tool, deciders } = asked;
  ctx.emit('approval.asked', {
    step: `${step}~approval`,
    callId,
    tool,
    arguments: call.arguments,
    deciders,
  });
  const decision = await ctx.child(`${step}~approval`, approval, { asking, task: question });
  const decided = decisionOf(call, decision);
  Object.assign(asked, decided);
  ctx.emit('approval.decided', { callId, ...decided });
  task.startedAt = await ctx.step(`${step}~resumed`, async () => runtime.now());
  if (decision.decision === 'approved') return { arguments: decision.payload };
  const why = decision.comment ? `: ${decision.comment}` : '';
  return { refusal: `A person did not allow this call (${decision.decision})${why}` };
}

function askedPart({ callId, tool, arguments: given }: ToolCall): ApprovalPart {
  const open = { state: 'pending' as const, by: [], comment: null, changed: false };
  const deciders = ['owner', ...DEFAULT_DECIDERS];
  return { type: 'approval', callId, tool, arguments: given, approvalId: null, deciders, ...open };
}

function decisionOf(call: ToolCall, { decision, by, comment, payload }: Decision) {
  const changed = decision === 'approved' && hashPayload(payload) !== hashPayload(call.arguments);
  return { state: decision, by, comment, changed };
}
