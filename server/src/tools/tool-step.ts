import { type Context, StepInterrupted } from '@agenticgen/orchestrator';
import type { Principal } from '../access/index.ts';
import { removeSecretsIn } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { type FileView, presentFile } from '../files/index.ts';
import { type CallResult, type GivenCall, refused } from './call.ts';
import type { ScanView } from './code-policy-contract.ts';
import type { ToolEntry } from './entry.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type ToolCitation } from './tool.ts';
import type { Toolbox } from './toolbox.ts';

/** What an answer shows of a call. */
export interface ToolPart {
  type: 'tool';
  callId: string;
  tool: string;
  arguments: unknown;
  ok: boolean;
  output: string;
  files: FileView[];
  durationMs: number;
  /** What the scan of the code said that it ran. */
  scan?: ScanView;
}

export interface NumberedCitation extends ToolCitation {
  /** The n of the mark [n]. */
  index: number;
}

export interface ToolStep {
  step: string;
  /** Undefined where the model asked for a tool that the agent does not have. */
  entry: ToolEntry | undefined;
  call: GivenCall;
  place: { principal: Principal; area: string; bases?: readonly string[] | null | undefined };
  firstCitation: number;
  /** Told to the model instead of a result; the tool is not run. */
  refusal?: string | undefined;
}

export interface ToolOutcome {
  part: ToolPart;
  /** The server stopped while the tool was running: whether it took effect is unknown. */
  interrupted?: boolean;
  /** The arguments did not fit. */
  isUnfit?: boolean;
  citations: NumberedCitation[];
}

const INTERRUPTED =
  'Interrupted: the server stopped while this tool was running, and it was not run again. It may have taken effect, wholly or in part, or not at all.';

export function outcome(
  call: GivenCall,
  result: CallResult,
  firstCitation: number,
  durationMs: number,
): ToolOutcome {
  const part: ToolPart = {
    type: 'tool',
    callId: call.callId,
    tool: call.tool,
    arguments: removeSecretsIn(call.arguments),
    ok: result.ok,
    output: result.output.slice(0, MAX_TOOL_OUTPUT_LENGTH),
    files: result.files.map(presentFile),
    durationMs,
    ...(result.scan ? { scan: result.scan } : {}),
  };
  const citations = result.citations.map((citation, index) => ({
    ...citation,
    index: firstCitation + index,
  }));
  return { part, citations, ...(result.isUnfit ? { isUnfit: true } : {}) };
}

function finishedEvent({ part }: ToolOutcome, entry: ToolEntry | undefined, result?: CallResult) {
  const { callId, tool, ok, output, files, durationMs, scan } = part;
  const { code, isCached } = result ?? {};
  return {
    ...{ callId, tool, ok, output, files, durationMs },
    ...(scan ? { scan } : {}),
    ...(entry ? { version: entry.version } : {}),
    ...(code ? { code } : {}),
    ...(isCached ? { cached: true } : {}),
  };
}

/**
 * One tool call as one step. A tool that only reads may run again after a crash; one with an effect
 * runs at most once, and the model is told that it was interrupted.
 */
export async function callTool(
  ctx: Context<Database>,
  toolbox: Pick<Toolbox, 'call'>,
  given: ToolStep,
): Promise<ToolOutcome> {
  const { call, place, entry, firstCitation, refusal } = given;
  const effect = !entry || refusal || entry.tool.effect === 'read' ? 'repeatable' : 'once';
  try {
    return await ctx.step(
      given.step,
      async (step) => {
        const shown = { callId: call.callId, tool: call.tool, arguments: removeSecretsIn(call.arguments) };
        step.emit('tool.called', shown);
        const { principal, area, bases } = place;
        const context = {
          ...{ principal, area, firstCitation },
          runId: ctx.runId,
          callId: call.callId,
          signal: step.signal,
          ...(bases ? { bases } : {}),
        };
        const began = performance.now();
        const result = refusal ? refused(refusal) : await toolbox.call(entry, call, context);
        const done = outcome(call, result, firstCitation, Math.round(performance.now() - began));
        step.emit('tool.finished', finishedEvent(done, entry, result));
        return done;
      },
      { effect },
    );
  } catch (error) {
    if (!(error instanceof StepInterrupted)) throw error;
    const done = outcome(call, refused(INTERRUPTED), firstCitation, 0);
    ctx.emit('tool.finished', finishedEvent(done, entry));
    return { ...done, interrupted: true };
  }
}
