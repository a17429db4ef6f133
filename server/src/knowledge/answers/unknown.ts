// What is said when nothing supports an answer.
import { isChinese } from '../../language/index.ts';
import type { NearestDocument } from '../answers-contract.ts';
import { MAX_PARTS } from './question.ts';

/** Documents that are named where none has the answer. */
export const MAX_NEAREST = 3;

const REFUSALS =
  /\b(?:(?:do|does|did) ?n['o]t (?:know|say|tell|mention|contain|have (?:any )?(?:information|answer))|do(?:es)? not (?:know|say|tell|mention|contain|have (?:any )?(?:information|answer))|(?:no|not any|not enough|insufficient) (?:information|mention|answer)|(?:found|find) (?:nothing|no)|(?:can|could)(?:not| not|n['’]t) (?:find|answer|determine))\b|不知道|没有(?:找到|提到|提及|说明|相关)|未(?:找到|提及|提到|说明)|无法(?:回答|找到|确定)/i;

/** Whether a text says that it does not know. */
export const isRefusal = (text: string): boolean => REFUSALS.test(text);

/** Each document once, those of the best passages first. */
export function nearestOf(citations: readonly NearestDocument[]): NearestDocument[] {
  const byId = new Map<string, NearestDocument>();
  for (const { baseId, documentId, documentName, passageId } of citations)
    if (!byId.has(documentId)) byId.set(documentId, { baseId, documentId, documentName, passageId });
  return [...byId.values()].slice(0, MAX_NEAREST);
}

/** In the language of the question: that it is not known, what was searched for, and what came nearest. */
export function dontKnow(
  question: string,
  searched: readonly string[],
  nearest: readonly NearestDocument[],
): string {
  const inChinese = isChinese(question);
  const names = nearest.map(({ documentName }) => documentName);
  const shown = searched.slice(0, MAX_PARTS + 1);
  if (inChinese) {
    const looked = shown.map((query) => `“${query}”`).join('、');
    return [
      '我不知道：我找到的文档中没有内容能支持对这个问题的回答。',
      ...(shown.length > 0 ? [`我搜索了${looked}。`] : []),
      ...(names.length > 0 ? [`最接近的文档是：${names.join('、')}。`] : []),
    ].join('');
  }
  const looked = shown.map((query) => `“${query}”`).join(', ');
  return [
    "I don't know: nothing that I found in the documents supports an answer to this.",
    ...(shown.length > 0 ? [`I searched for ${looked}.`] : []),
    ...(names.length > 0 ? [`The nearest documents are ${names.join(', ')}.`] : []),
  ].join(' ');
}
