import type { Context, Procedure } from '../lib/context.ts';
import { OrchestratorError } from '../lib/errors.ts';
import { runWorkflow, type SubWorkflow, type WorkflowParts, type WorkflowRun } from '../lib/run-workflow.ts';
import type { Definition, DefinitionSource } from '../workflow/definition.ts';
import type { Task, TaskResult } from '../workflow/host.ts';
import { validate } from '../workflow/validate.ts';
import { anything } from './harness.ts';

/** A source that has to be right. */
export function defined(source: DefinitionSource): Definition {
  const validation = validate(source);
  if (validation.ok) return validation.definition;
  const problems = validation.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new OrchestratorError('definition_invalid', problems.join('; '));
}

/** `attempt` is 1, and one more for each retry of the node. */
export type TaskScript<Db> = (ctx: Context<Db>, task: Task, attempt: number) => Promise<TaskResult>;

/** Procedures that run workflows, with tasks as the test says; `known` are the workflows that nodes may run. */
export function workflowProcedures<Db>(
  script: TaskScript<Db>,
  known: Readonly<Record<string, Definition>> = {},
): Procedure<unknown, unknown, Db>[] {
  const task: Procedure<unknown, TaskResult, Db> = {
    name: 'task',
    input: anything,
    run(ctx, given) {
      const { task: wanted, step } = given as { task: Task; step: string };
      return script(ctx, wanted, Number(/#(\d+)$/.exec(step)?.[1] ?? 1));
    },
  };
  const parts: WorkflowParts<Db> = {
    cache: { space: 'test', isPortable: ({ output }) => output !== 'fixed' },
    task: (wanted, step) => ({ procedure: task, input: { task: wanted, step } }),
    workflow: (wanted) => ({ procedure: nested, input: wanted }),
  };
  const nested: Procedure<unknown, TaskResult, Db> = {
    name: 'nested',
    input: anything,
    async run(ctx, wanted) {
      const { workflow, input } = wanted as SubWorkflow;
      const definition = known[workflow];
      if (!definition)
        throw new OrchestratorError('workflow_unknown', `Cannot run ${workflow}: there is none`);
      return { output: await runWorkflow(ctx, parts, { definition, input }) };
    },
  };
  const whole: Procedure<unknown, unknown, Db> = {
    name: 'workflow',
    input: anything,
    run: (ctx, run) => runWorkflow(ctx, parts, run as WorkflowRun),
  };
  return [whole, task, nested];
}
