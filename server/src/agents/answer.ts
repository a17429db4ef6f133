import type { FileView } from '../files/index.ts';
import type { ToolCitation } from '../tools/index.ts';

export interface NumberedCitation extends ToolCitation {
  /** The n of the mark [n]. */
  index: number;
}

export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | {
      type: 'tool';
      callId: string;
      tool: string;
      arguments: unknown;
      ok: boolean;
      output: string;
      files: FileView[];
      durationMs: number;
    };

/** What an agent has said and done so far; whole when its loop has ended. */
export interface Answer {
  parts: AnswerPart[];
  citations: NumberedCitation[];
  modelName: string | null;
  usage: Spent;
}

/** What the model calls of an answer used up; money in millionths. */
export interface Spent {
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

export function addSpent(sum: Spent, { inputTokens, outputTokens, costMicros }: Spent): void {
  sum.inputTokens += inputTokens;
  sum.outputTokens += outputTokens;
  sum.costMicros += costMicros;
}

export function emptyAnswer(): Answer {
  return {
    parts: [],
    citations: [],
    modelName: null,
    usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 },
  };
}

/** Texts of one answer stand apart as paragraphs, however many model calls they came from. */
export function textOf(parts: readonly AnswerPart[]): string {
  return parts.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : [])).join('\n\n');
}
