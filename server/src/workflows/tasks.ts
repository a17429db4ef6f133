import type { Context } from '@agenticgen/orchestrator';
import type { Task, TaskOf, TaskResult } from '@agenticgen/orchestrator/workflow';
import type { Principal } from '../access/index.ts';
import { type Answer, agentErrors, callTool, findAgent, type LoopNeeds, runAgent, textOf } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import type { FileView } from '../files/index.ts';
import { workflowErrors } from './errors.ts';

export interface TaskNeeds extends LoopNeeds {
  db: Database;
}

export interface TaskPlace {
  principal: Principal;
  /** The files of the workflow's run. */
  area: string;
  startedAt: number;
}

/** Does what a node of a workflow asks for, as steps of the task's own run. */
export function performTask(
  ctx: Context<Database>,
  needs: TaskNeeds,
  place: TaskPlace,
  task: Task,
): Promise<TaskResult> {
  switch (task.type) {
    case 'agent':
      return askAgent(ctx, needs, place, task);
    case 'tool':
      return useTool(ctx, needs, place, task.tool, task.arguments);
    case 'code':
      return runCode(ctx, needs, place, task);
    case 'knowledge':
      return searchKnowledge(ctx, needs, place, task);
    case 'approval':
      throw workflowErrors.node_unknown('approval');
  }
}
