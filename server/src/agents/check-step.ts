import type { Context, StepContext } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import {
  type CheckPart,
  checkAnswer,
  dontKnow,
  isRefusal,
  narrowed,
  nearestOf,
  type UnknownPart,
} from '../knowledge/index.ts';
import type { NumberedCitation } from '../tools/index.ts';
import { type Answer, addSpent, retract, type Spent, textOf } from './answer.ts';
import { judgeByModel } from './entailment.ts';
import type { ModelStepNeeds } from './model-step.ts';
import { SEARCH_KNOWLEDGE } from './search-first.ts';
import type { Task } from './task.ts';

const STEP = 'check';
const MARK = /\[\d{1,4}\]/;

interface Checked {
  part: CheckPart;
  usage: Spent;
  /** Nothing supports the answer, and whoever judged can tell. */
  isUnknown: boolean;
  /** It says itself that it does not know. */
  isRefusal: boolean;
}

/**
 * Holds each sentence of an answer against the passages that it cites, and narrows the citations to the words that
 * support it. Where the knowledge was asked and supports nothing of the answer, that is what is said instead.
 */
export async function checkStep(
  ctx: Context<Database>,
  needs: ModelStepNeeds,
  task: Task,
  answer: Answer,
): Promise<void> {
  const text = textOf(answer.parts);
  if (!isChecked(task, answer, text)) return;
  const { citations } = answer;
  const checked = await ctx.step(STEP, (step) => check(ctx, needs, step, { task, answer, text, citations }));
  addSpent(answer.usage, checked.usage);
  if (checked.isUnknown) return sayUnknown(ctx, task, answer, checked.isRefusal);
  if (checked.part.claims.length === 0) return;
  answer.citations = narrowed(citations, checked.part.claims);
  if (citations.length > 0) ctx.emit('citations.found', { citations: answer.citations });
  answer.parts.push(checked.part);
  ctx.emit('answer.checked', checked.part);
}

/** An answer that cites nothing is only looked at where the knowledge was asked. */
function isChecked({ asksKnowledge }: Task, { citations, parts }: Answer, text: string): boolean {
  if (text === '') return false;
  const searched = parts.some((part) => part.type === 'question');
  return (citations.length > 0 && MARK.test(text)) || (asksKnowledge === true && searched);
}

interface Given {
  task: Task;
  answer: Answer;
  text: string;
  citations: readonly NumberedCitation[];
}

async function check(
  ctx: Context<Database>,
  needs: ModelStepNeeds,
  step: StepContext,
  { task, answer, text, citations }: Given,
): Promise<Checked> {
  // What other tools brought may support a sentence as well: then only marks are held to what they name.
  const marksOnly = !task.asksKnowledge || answer.parts.some(isOtherSource);
  const byRules = await checkAnswer(text, citations, { marksOnly });
  const which = { workspaceId: task.principal.workspaceId, modelId: task.modelId };
  const { claims, usage } = await judgeByModel(ctx, needs, step, {
    ...{ task, step: STEP, text, citations, claims: byRules },
  });
  const part: CheckPart = { type: 'check', by: claims ? 'model' : 'rules', claims: claims ?? byRules };
  const supports = part.claims.some(({ state }) => state !== 'unsupported');
  const hasMarks = part.claims.some(({ marks }) => marks.length > 0);
  // Rules do not overrule a model that named its sources: it may have read them better. They mark, no more.
  const mayTell = claims !== null || !hasMarks || (await needs.models.isOffline(which));
  const isUnsupported = part.claims.length > 0 && !supports && mayTell;
  const refuses = !supports && isRefusal(text);
  return { part, usage, isRefusal: refuses, isUnknown: !marksOnly && (isUnsupported || refuses) };
}

const isOtherSource = (part: Answer['parts'][number]): boolean =>
  part.type === 'tool' && part.ok && part.tool !== SEARCH_KNOWLEDGE;

function sayUnknown(ctx: Context<Database>, task: Task, answer: Answer, isRefused: boolean): void {
  const question = answer.parts.find((part) => part.type === 'question');
  const searched = question ? [question.searched, ...question.parts] : [];
  const nearest = nearestOf(answer.citations);
  const asked = question?.asked ?? askedOf(task);
  const part: UnknownPart = { type: 'unknown', text: dontKnow(asked, searched, nearest), searched, nearest };
  retract(answer.parts, !isRefused);
  answer.parts.push(part);
  ctx.emit('answer.unknown', { ...part, keep: !isRefused });
}

function askedOf({ messages }: Task): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last && 'text' in last ? last.text : '';
}
