import type { Procedure } from '@agenticgen/orchestrator';
import type { z } from 'zod';
import type { Principal, SubjectName, Verb } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { FileRow } from '../files/index.ts';
import type { ScanView } from './code-policy-contract.ts';
import type { Effect, Traits } from './traits.ts';

/** In whose name, in which conversation's files, and until when a tool works. */
export interface ToolContext {
  principal: Principal;
  /** The file area of the conversation, see `areaOf`. */
  area: string;
  runId: string;
  callId: string;
  /** The number of the first citation mark [n] that this call may use. */
  firstCitation: number;
  signal: AbortSignal;
  /** Writes an event of the call into the run's log. */
  note?(type: string, payload: object): void;
  /** Knowledge bases that are searched; absent: all that the person may read. */
  bases?: readonly string[];
  /** Whose budgets count what the call uses up, beside the person's. */
  account?: { agentId: string; rootRunId: string };
}

/** A passage that a tool found and that an answer may cite. */
export interface ToolCitation {
  baseId: string;
  documentId: string;
  documentName: string;
  passageId: string;
  heading: string | null;
  page: number | null;
  start: number;
  end: number;
  quote: string;
  /** Of the document. */
  version?: number;
}

export interface ToolResult {
  ok: boolean;
  /** What the model reads. Bounded by MAX_TOOL_OUTPUT_LENGTH. */
  output: string;
  /** Files that the tool made, figures included. */
  files: FileRow[];
  /** In the order of the marks in `output`, numbered from `firstCitation` on. */
  citations: ToolCitation[];
  /** Documents whose words `output` may have: null where it is not known which. Absent: none. */
  documents?: string[] | null;
  /** What the scan of the code said that it ran. */
  scan?: ScanView;
  /** Files that it made and that are not kept, and the limits that they were beyond. */
  leftOut?: { count: number; limits: string[] };
}

/** What a tool is whose work is a run of its own: scheduled, followed and resumed by itself. */
export interface ToolChild<I = unknown> {
  procedure: Procedure<unknown, unknown, Database>;
  /** Throws problems like `run`. */
  inputOf(input: I, context: Omit<ToolContext, 'signal'>): Promise<unknown>;
  resultOf(output: unknown): string;
  /** Documents whose words the output may have; absent, or null: not known. */
  documentsOf?(output: unknown): string[] | null;
  label: string;
  pool?: string;
}

/** One tool. `run` throws problems for what the model can mend; they are told to it as the output. */
export interface Tool<I = unknown> {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  schema: z.ZodType<I>;
  /** JSON Schema of the arguments, where it is not made from `schema`: that of a foreign tool. */
  parameters?: Record<string, unknown>;
  /** The name of the source that its words come from, where they are not ours: models are told. */
  foreign?: string;
  /** What is usual for this tool and not for all of its effect. */
  traits?: Partial<Traits>;
  /** What the person must be allowed to do for it, whatever the agent may. */
  right?: readonly [Verb, SubjectName];
  /** Whether it has anything to do in a workspace: models are not told of it where it has not. Absent: always. */
  isOffered?(workspaceId: string): Promise<boolean>;
  /** Never shown: taken out of results and of the log. */
  secrets?(): readonly string[];
  /** Whether people have to be asked before a call with these arguments, beyond what holds for all calls. */
  asks?(given: unknown, workspaceId: string): Promise<boolean>;
  /** In place of `run`, which is then never called. */
  child?: ToolChild<I>;
  run(input: I, context: ToolContext): Promise<ToolResult>;
}

export const MAX_TOOL_OUTPUT_LENGTH = 20_000;
