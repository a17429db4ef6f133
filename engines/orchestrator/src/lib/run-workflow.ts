import { checkInput } from '../workflow/check-value.ts';
import type { Definition, Json } from '../workflow/definition.ts';
import type { Host, Task, TaskCall, TaskResult, Waited, WorkflowCall } from '../workflow/host.ts';
import { interpret } from '../workflow/interpret.ts';
import { hasCompensation } from '../workflow/undo.ts';
import type { ChildOptions, Context, Procedure, Reuse } from './context.ts';
import type { Tags } from './urgency.ts';

/** A procedure and what it is started with. */
export interface Work<Db> {
  procedure: Procedure<unknown, TaskResult, Db>;
  input: unknown;
  /** What it counts for: its agent, its model. Looked up when it starts. */
  tags?(): Promise<Tags>;
}

/** What a host gives a workflow to do its tasks with; each becomes a run of its own. */
export interface WorkflowParts<Db> {
  /** `step` names the try: the same on every replay, another one for each retry. */
  task(task: Task, step: string): Work<Db>;
  /** The procedure refuses names that it does not know. */
  workflow(wanted: SubWorkflow): Work<Db>;
  /** Without it nothing is cached. */
  cache?: WorkflowCache;
}

export interface WorkflowCache {
  /** Whose results these are, and of which workflow: nobody else's are used. */
  space: string;
  /** Whether a result can stand by itself in another run. */
  isPortable(result: TaskResult): boolean;
  /** Who would make the result of a task now, see `TaskResult.maker`. */
  makerOf?(task: Task): Promise<string>;
}

export interface SubWorkflow {
  workflow: string;
  version: number | null;
  input: Record<string, unknown>;
}

export interface WorkflowRun {
  definition: Definition;
  input: Record<string, unknown>;
  /** By step name: what a node is given in place of what its templates say. */
  overrides?: Readonly<Record<string, Record<string, unknown>>>;
}

/**
 * Runs a validated definition inside of a procedure. Every task is a child run that is scheduled by its own
 * priority, deadline, pool and needs; everything else is a recorded step of this run.
 * Throws what ends the workflow, with its code; `workflow_input_invalid` before anything has happened.
 */
export async function runWorkflow<Db>(
  ctx: Context<Db>,
  parts: WorkflowParts<Db>,
  { definition, input, overrides }: WorkflowRun,
): Promise<unknown> {
  checkInput(definition.input, input);
  if (hasCompensation(definition)) ctx.tidyOnCancel();
  return interpret(createHost(ctx, parts), definition, input, overrides ? { overrides } : {});
}

function createHost<Db>(ctx: Context<Db>, parts: WorkflowParts<Db>): Host {
  return {
    startedAt: ctx.startedAt,
    signal: ctx.signal,
    isReplay: ctx.isReplay,
    isRecorded: ctx.isRecorded,
    get tidying() {
      return createHost(ctx.tidying, parts);
    },
    task(call) {
      const { procedure, input, tags } = parts.task(call.task, call.step);
      const options = { ...taskOptions(call), ...reuseOf(parts.cache, call), ...(tags ? { tags } : {}) };
      return ctx.child(call.step, procedure, input, options);
    },
    workflow({ workflow, version, input: given, ...call }) {
      const { procedure, input } = parts.workflow({ workflow, version, input: given });
      return ctx.child(call.step, procedure, input, urgencyOf(call));
    },
    record: <T extends Json>(step: string, find: () => T) => ctx.step(step, async () => find()),
    sleep: (step, ms, abort) => ctx.sleep(step, ms, { abort }),
    sleepUntil: (step, at, abort) => ctx.sleepUntil(step, at, { abort }),
    async wait(step, { signals, timeoutMs, signal }): Promise<Waited> {
      const timeout = timeoutMs === null ? {} : { timeoutMs };
      const result = await ctx.waitFor(step, { signals, abort: signal, ...timeout });
      if (result.kind === 'timeout') return result;
      return { kind: 'signal', signal: result.name, payload: result.payload };
    },
  };
}

/** A kept result has used up nothing. */
function reuseOf(from: WorkflowCache | undefined, { cache, task }: TaskCall): { reuse?: Reuse<TaskResult> } {
  if (!from || !cache) return {};
  const { key, mark, ttlMs, find, isResult } = cache;
  const keep = (result: TaskResult) =>
    isResult(result.output) && from.isPortable(result) ? { output: result.output } : null;
  const makers = { maker: async () => (await from.makerOf?.(task)) ?? '', makerOf };
  return { reuse: { key: JSON.stringify([from.space, key]), mark, ttlMs, find, keep, ...makers } };
}

function makerOf({ maker = '' }: TaskResult): string {
  return maker;
}

function taskOptions(call: TaskCall): Omit<ChildOptions, 'reuse'> {
  const { pool, resources } = call;
  return { ...urgencyOf(call), pool, needs: resources };
}

function urgencyOf(
  call: Omit<WorkflowCall, 'workflow' | 'version' | 'input' | 'step'>,
): Omit<ChildOptions, 'reuse'> {
  const { title, priority, deadlineAt, timeoutMs, signal } = call;
  const timeout = timeoutMs === null ? {} : { timeoutMs };
  return { label: title, priority, deadlineAt, abort: signal, outlasts: true, ...timeout };
}
