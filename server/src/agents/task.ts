import type { Principal } from '../access/index.ts';
import type { ModelMessage } from '../models/index.ts';
import type { AgentDefinition } from './definitions.ts';

/** One answer that an agent is to give. */
export interface Task {
  agent: AgentDefinition;
  /** A model id, or undefined for the workspace's default. */
  modelId: string | undefined;
  /** The conversation, without system message. */
  messages: readonly ModelMessage[];
  principal: Principal;
  /** The knowledge is asked: it is searched first, and what nothing there supports is not known. */
  asksKnowledge?: boolean;
  /** The file area that tools work in. */
  area: string;
  /** Since when the agent's seconds count, in ms since 1970; moves on when people were waited for. */
  startedAt: number;
  /** The run that people know, where this one is part of another. Default: the run itself. */
  rootRunId?: string;
  /** Agents above that asked for this. Default 0. */
  depth?: number;
}
