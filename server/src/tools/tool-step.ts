import { type Context, StepFailed, StepInterrupted } from '@agenticgen/orchestrator';
import { removeSecretsIn } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { type FileView, presentFile } from '../files/index.ts';
import { type CallResult, type GivenCall, refused } from './call.ts';
import type { ScanView } from './code-policy-contract.ts';
import type { ToolEntry } from './entry.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type ToolChild, type ToolCitation, type ToolContext } from './tool.ts';
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
  /** Of the tool's definition; missing where the model asked for a tool that the agent does not have. */
  version?: number;
  /** The result of an earlier call. */
  cached?: boolean;
  /** Files that it made and that are not kept, and the limits that they were beyond. */
  leftOut?: { count: number; limits: string[] };
  /** Documents whose words the output may have; null where that is not known. */
  documents?: string[] | null;
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
  place: Pick<ToolContext, 'principal' | 'area' | 'account'> & {
    bases?: readonly string[] | null | undefined;
  };
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
  version?: number,
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
    ...(version === undefined ? {} : { version }),
    ...(result.isCached ? { cached: true } : {}),
    ...(result.leftOut ? { leftOut: result.leftOut } : {}),
    ...(result.scan ? { scan: result.scan } : {}),
    ...(result.documents === undefined ? {} : { documents: result.documents }),
  };
  const citations = result.citations.map((citation, index) => ({
    ...citation,
    index: firstCitation + index,
  }));
  return { part, citations, ...(result.isUnfit ? { isUnfit: true } : {}) };
}

function finishedEvent({ part }: ToolOutcome, code?: string) {
  const { type: _, arguments: _given, ...said } = part;
  return { ...said, ...(code ? { code } : {}) };
}

type CallBox = Pick<Toolbox, 'call' | 'begin' | 'end'>;

/** One tool call: as a step, or as a run of its own where the tool is one. */
export function callTool(ctx: Context<Database>, toolbox: CallBox, given: ToolStep): Promise<ToolOutcome> {
  const child = given.refusal === undefined ? given.entry?.tool.child : undefined;
  return child ? callChild(ctx, toolbox, given, child) : callInStep(ctx, toolbox, given);
}

const shownCall = ({ callId, tool, arguments: given }: GivenCall) => ({
  ...{ callId, tool },
  arguments: removeSecretsIn(given),
});

function contextOf(
  ctx: Context<Database>,
  { call, place, firstCitation }: ToolStep,
  signal: AbortSignal,
): ToolContext {
  const { principal, area, bases, account } = place;
  const context = { principal, area, firstCitation, runId: ctx.runId, callId: call.callId, signal };
  return { ...context, ...(bases ? { bases } : {}), ...(account ? { account } : {}) };
}

/**
 * As one step. A tool that only reads may run again after a crash; one with an effect
 * runs at most once, and the model is told that it was interrupted.
 */
async function callInStep(ctx: Context<Database>, toolbox: CallBox, given: ToolStep): Promise<ToolOutcome> {
  const { call, entry, firstCitation, refusal } = given;
  const effect = !entry || refusal || entry.tool.effect === 'read' ? 'repeatable' : 'once';
  try {
    return await ctx.step(
      given.step,
      async (step) => {
        step.emit('tool.called', shownCall(call));
        const note = (type: string, payload: object) => step.emit(type, { callId: call.callId, ...payload });
        const context = { ...contextOf(ctx, given, step.signal), note };
        const began = performance.now();
        const result = refusal ? refused(refusal) : await toolbox.call(entry, call, context);
        const durationMs = Math.round(performance.now() - began);
        const done = outcome(call, result, firstCitation, durationMs, entry?.version);
        step.emit('tool.finished', finishedEvent(done, result.code));
        return done;
      },
      { effect },
    );
  } catch (error) {
    if (!(error instanceof StepInterrupted)) throw error;
    const done = outcome(call, refused(INTERRUPTED), firstCitation, 0, entry?.version);
    ctx.emit('tool.finished', finishedEvent(done));
    return { ...done, interrupted: true };
  }
}

/** The rules are a step, the work is a run that waits, resumes and is cancelled with this one, its end is a step. */
async function callChild(
  ctx: Context<Database>,
  toolbox: CallBox,
  given: ToolStep,
  child: ToolChild,
): Promise<ToolOutcome> {
  const { call, entry, firstCitation, step: name } = given;
  ctx.emit('tool.called', shownCall(call));
  const begun = await ctx.step(`${name}~begin`, async (step) => {
    const found = await toolbox.begin(entry, call, contextOf(ctx, given, step.signal));
    return { ...found, at: Date.now() };
  });
  const result = 'refusal' in begun ? begun.refusal : await childResult(ctx, name, child, begun.input);
  const done = await ctx.step(`${name}~end`, async () => {
    const durationMs = Math.max(0, Date.now() - begun.at);
    if ('record' in begun)
      await toolbox.end(begun.record, { ok: result.ok, code: result.code ?? null, durationMs });
    return outcome(call, result, firstCitation, durationMs, entry?.version);
  });
  ctx.emit('tool.finished', finishedEvent(done, result.code));
  return done;
}

/** A child that fails, or that would be too deep, is told to the model. */
async function childResult(
  ctx: Context<Database>,
  name: string,
  { procedure, label, pool, resultOf, documentsOf }: ToolChild,
  input: unknown,
): Promise<CallResult> {
  const options = { label, ...(pool ? { pool } : {}) };
  try {
    const output = await ctx.child(name, procedure, input, options);
    const documents = documentsOf?.(output) ?? null;
    return { ok: true, output: resultOf(output), files: [], citations: [], documents };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return refused(`${label} did not finish: ${error.message} (${error.code})`, error.code);
  }
}
