import {
  type Context,
  type Procedure,
  procedure,
  runWorkflow,
  type WorkflowParts,
} from '@agenticgen/orchestrator';
import type { Definition, Task, TaskOf, TaskResult } from '@agenticgen/orchestrator/workflow';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import { makerOf, type Tagged, tagsOf } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import { workflowErrors } from './errors.ts';
import { NESTED_PROCEDURE, TASK_PROCEDURE } from './expected-end.ts';
import { findByIdOrName, findVersion } from './queries.ts';
import { performTask, type TaskNeeds } from './tasks.ts';

/** Whose run it is, and the run whose files it works in. */
const by = z.object({
  userId: z.string(),
  workspaceId: z.string(),
  rootId: z.string().nullable(),
  /** The run whose files it works in, where that is another: of a retry. */
  filesOf: z.string().optional(),
  /** When the run that it is a part of began, ms since 1970. */
  begunAt: z.number().optional(),
  origin: z.string(),
});
type By = z.infer<typeof by>;

export const workflowInput = z.object({
  by,
  workflowId: z.string(),
  version: z.number(),
  input: z.record(z.string(), z.unknown()),
  overrides: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type WorkflowInput = z.infer<typeof workflowInput>;
export type WorkflowProcedure = Procedure<WorkflowInput, unknown, Database>;

const taskInput = z.object({ by, task: z.record(z.string(), z.unknown()) });
const nestedInput = z.object({
  by,
  workflow: z.string(),
  version: z.number().nullable(),
  input: z.record(z.string(), z.unknown()),
});

/** The definition of a version, which never changes: reading it again in a replay gives the same. */
async function definitionOf(db: Database, workflowId: string, version: number): Promise<Definition> {
  const row = await findVersion(db, workflowId, version);
  if (!row) throw workflowErrors.version_unknown(version);
  return JSON.parse(row.definition) as Definition;
}

/** Files belong to the run that made them: they go with it, and another run's nodes would not find them. */
function hasNoFiles({ output }: TaskResult): boolean {
  const { files } = (output ?? {}) as { files?: unknown[] };
  return files === undefined || files.length === 0;
}

function taggedBy({ agent, task, model }: TaskOf<'agent'>): Tagged {
  return { agentId: agent, task, modelId: model };
}

/** What the orchestrator runs for workflows: the whole, one task, and a workflow inside of another. */
export function workflowProcedures(needs: TaskNeeds) {
  const task: Procedure<unknown, TaskResult, Database> = procedure({
    name: TASK_PROCEDURE,
    input: taskInput as z.ZodType<unknown>,
    async run(ctx: Context<Database>, given) {
      const { by: owner, task: wanted } = given as z.infer<typeof taskInput>;
      const principal = await principalForRun(needs.db, owner.userId, owner.workspaceId);
      const rootId = owner.rootId ?? ctx.runId;
      const area = areaOf.run(owner.filesOf ?? rootId);
      const { origin, begunAt } = owner;
      const place = { principal, area, startedAt: ctx.startedAt, begunAt, origin, rootId };
      return performTask(ctx, needs, place, wanted as unknown as Task);
    },
  });

  const nested: Procedure<unknown, TaskResult, Database> = procedure({
    name: NESTED_PROCEDURE,
    input: nestedInput as z.ZodType<unknown>,
    async run(ctx: Context<Database>, given) {
      const { by: owner, workflow, version, input } = given as z.infer<typeof nestedInput>;
      const found = await ctx.step('find', async () => {
        const row = await findByIdOrName(needs.db, owner.workspaceId, workflow);
        if (!row) throw workflowErrors.workflow_not_found(workflow);
        return { workflowId: row.id, version: version ?? row.version };
      });
      const definition = await definitionOf(needs.db, found.workflowId, found.version);
      return { output: await runWorkflow(ctx, partsFor(owner, found.workflowId), { definition, input }) };
    },
  });

  function partsFor(owner: By, workflowId: string): WorkflowParts<Database> {
    return {
      cache: {
        space: JSON.stringify([owner.userId, workflowId]),
        isPortable: hasNoFiles,
        makerOf: async (wanted) =>
          wanted.type === 'agent' ? makerOf(needs, owner.workspaceId, taggedBy(wanted)) : '',
      },
      task: (wanted) => ({
        procedure: task,
        input: { by: owner, task: wanted },
        ...(wanted.type === 'agent'
          ? { tags: () => tagsOf(needs, owner.workspaceId, taggedBy(wanted)) }
          : {}),
      }),
      workflow: (wanted) => ({ procedure: nested, input: { by: owner, ...wanted } }),
    };
  }

  const workflow: WorkflowProcedure = procedure({
    name: 'workflows.run',
    input: workflowInput,
    async run(ctx: Context<Database>, { by: given, workflowId, version, input, overrides }: WorkflowInput) {
      const owner = { ...given, rootId: given.rootId ?? ctx.runId, begunAt: given.begunAt ?? ctx.startedAt };
      const definition = await definitionOf(needs.db, workflowId, version);
      const run = { definition, input, ...(overrides ? { overrides } : {}) };
      return runWorkflow(ctx, partsFor(owner, workflowId), run);
    },
  });

  return { workflow, task, nested };
}
