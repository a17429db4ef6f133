import { type Context, StepInterrupted } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { presentFile } from '../files/index.ts';
import type { ToolCall } from '../models/index.ts';
import { isProblem } from '../problem/index.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool, type ToolContext, type ToolResult } from '../tools/index.ts';
import type { AnswerPart, NumberedCitation } from './answer.ts';
import type { Task } from './task.ts';

type ToolPart = Extract<AnswerPart, { type: 'tool' }>;

export interface ToolStep {
  step: string;
  /** Undefined where the model asked for a tool that the agent does not have. */
  tool: Tool | undefined;
  call: ToolCall;
  task: Pick<Task, 'principal' | 'area'> & { agent?: Task['agent'] };
  firstCitation: number;
  /** Told to the model instead of a result; the tool is not run. */
  refusal?: string | undefined;
}

export interface ToolOutcome {
  part: ToolPart;
  /** The server stopped while the tool was running: whether it took effect is unknown. */
  interrupted?: boolean;
  citations: NumberedCitation[];
}

const INTERRUPTED =
  'Interrupted: the server stopped while this tool was running, and it was not run again. It may have taken effect, wholly or in part, or not at all.';

function refuse(output: string): ToolResult {
  return { ok: false, output, files: [], citations: [] };
}

/** Validates what the model wrote. A problem of the tool is told to the model; any other error fails the step. */
async function execute(tool: Tool | undefined, call: ToolCall, context: ToolContext): Promise<ToolResult> {
  if (!tool) return refuse(`Cannot call tool: there is none called "${call.tool.slice(0, 64)}"`);
  const parsed = tool.schema.safeParse(call.arguments);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`,
    );
    return refuse(`Cannot call ${tool.name}: ${faults.join('; ')}`);
  }
  try {
    return await tool.run(parsed.data, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (isProblem(error)) return refuse(`${error.message} (${error.code})`);
    throw error;
  }
}

export function outcome(
  call: ToolCall,
  result: ToolResult,
  firstCitation: number,
  durationMs: number,
): ToolOutcome {
  const part: ToolPart = {
    type: 'tool',
    callId: call.callId,
    tool: call.tool,
    arguments: call.arguments,
    ok: result.ok,
    output: result.output.slice(0, MAX_TOOL_OUTPUT_LENGTH),
    files: result.files.map(presentFile),
    durationMs,
  };
  const citations = result.citations.map((citation, index) => ({
    ...citation,
    index: firstCitation + index,
  }));
  return { part, citations };
}

function finishedEvent({ part }: ToolOutcome) {
  const { callId, tool, ok, output, files, durationMs } = part;
  return { callId, tool, ok, output, files, durationMs };
}

/**
 * One tool call as one step. A tool that only reads may run again after a crash; one with an effect
 * runs at most once, and the model is told that it was interrupted.
 */
export async function callTool(ctx: Context<Database>, given: ToolStep): Promise<ToolOutcome> {
  const { call, task, tool, firstCitation, refusal } = given;
  const effect = !tool || refusal || tool.effect === 'read' ? 'repeatable' : 'once';
  try {
    return await ctx.step(
      given.step,
      async (step) => {
        step.emit('tool.called', { callId: call.callId, tool: call.tool, arguments: call.arguments });
        const { principal, area } = task;
        const context = {
          principal,
          area,
          runId: ctx.runId,
          callId: call.callId,
          firstCitation,
          signal: step.signal,
          ...(task.agent?.knowledge ? { bases: task.agent.knowledge } : {}),
        };
        const began = performance.now();
        const result = refusal ? refuse(refusal) : await execute(tool, call, context);
        const done = outcome(call, result, firstCitation, Math.round(performance.now() - began));
        step.emit('tool.finished', finishedEvent(done));
        return done;
      },
      { effect },
    );
  } catch (error) {
    if (!(error instanceof StepInterrupted)) throw error;
    const done = outcome(call, refuse(INTERRUPTED), firstCitation, 0);
    ctx.emit('tool.finished', finishedEvent(done));
    return { ...done, interrupted: true };
  }
}
