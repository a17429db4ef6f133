import type { ApprovalProcedure } from '../approvals/index.ts';
import type { Budgets } from '../budgets/index.ts';
import type { Models, ToolSpec } from '../models/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Tool } from '../tools/index.ts';
import type { Agents } from './agents.ts';
import type { AskProcedure } from './ask-input.ts';

/** What an agent works with. */
export interface LoopNeeds {
  models: Models;
  budgets: Budgets;
  agents: Agents;
  /** Asks people before a call. */
  approval: ApprovalProcedure;
  /** Asks another agent. */
  ask: AskProcedure;
  /** Every tool there is; the agent's list picks from it. */
  tools: readonly Tool[];
  toolSpecs(tools: readonly Tool[]): ToolSpec[];
  runtime: Pick<Runtime, 'now'>;
}
