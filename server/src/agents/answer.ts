import type { Reached } from '../budgets/index.ts';
import type { CheckPart, QuestionPart, UnknownPart } from '../knowledge/index.ts';
import type { NumberedCitation, ToolPart } from '../tools/index.ts';

export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | ToolPart
  | BudgetPart
  | ApprovalPart
  | QuestionPart
  | CheckPart
  | UnknownPart;

/** The run waited, or waits, at a cap. */
export interface BudgetPart extends Reached {
  type: 'budget';
  raised: boolean;
}

/** A person was asked, or is asked, whether a tool may be called. */
export interface ApprovalPart {
  type: 'approval';
  callId: string;
  tool: string;
  arguments: unknown;
  /** Null in what is stored: a decision that is made needs no place to be made. */
  approvalId: string | null;
  /** Roles that may decide; 'owner' stands for the person who asked. */
  deciders: string[];
  state: 'pending' | 'approved' | 'rejected' | 'expired';
  /** The people who decided. */
  by: string[];
  comment: string | null;
  /** Whether the arguments were changed by the decision. */
  changed: boolean;
}

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

/** Adds a wait at a cap. One that follows itself, since the raise was too small, is the same wait. */
export function addBudgetWait(parts: AnswerPart[], reached: Reached): BudgetPart {
  const last = parts.at(-1);
  if (last?.type === 'budget' && last.budgetId === reached.budgetId) {
    return Object.assign(last, reached, { raised: false });
  }
  const part: BudgetPart = { type: 'budget', ...reached, raised: false };
  parts.push(part);
  return part;
}

/** Texts of one answer stand apart as paragraphs, however many model calls they came from. */
export function textOf(parts: readonly AnswerPart[]): string {
  const isText = ({ type }: AnswerPart) => type === 'text' || type === 'unknown';
  return parts
    .flatMap((part) => (isText(part) && 'text' in part && part.text ? [part.text] : []))
    .join('\n\n');
}

/** Takes back what was said: it stays to be read as thoughts, or, where it only said "I don't know", not at all. */
export function retract(parts: AnswerPart[], keep: boolean): void {
  const rest = parts.flatMap((part): AnswerPart[] => {
    if (part.type !== 'text') return [part];
    return keep ? [{ type: 'reasoning', text: part.text }] : [];
  });
  parts.splice(0, parts.length, ...rest);
}

/** Documents whose words an answer may have; null where a tool did not tell. */
export function documentsOf(parts: readonly AnswerPart[]): string[] | null {
  const told = parts.flatMap((part) => (part.type === 'tool' && 'documents' in part ? [part.documents] : []));
  return told.includes(null) ? null : [...new Set(told.flatMap((ids) => ids ?? []))];
}
