import type { ApprovalProcedure } from '../approvals/index.ts';
import type { Budgets } from '../budgets/index.ts';
import type { Models } from '../models/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Toolbox } from '../tools/index.ts';
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
  /** Every tool of every workspace; the agent's list picks from those that may be used. */
  toolbox: Toolbox;
  runtime: Pick<Runtime, 'now'>;
}
