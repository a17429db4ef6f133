import { expect, test } from 'vitest';
import type { MessagePart } from '../../../lib/api-types.ts';
import { citation } from '../../../testing/chat.ts';
import type { ShownAnswer } from '../shown-answer.ts';
import { isDraft } from './draft.ts';

const part = (type: string) => ({ type }) as MessagePart;
const answer = (more: Partial<ShownAnswer>): ShownAnswer =>
  ({ state: 'streaming', parts: [], citations: [], text: 'In storms [1].', ...more }) as ShownAnswer;

test('what was asked of the knowledge, or cites something, is a draft until it is checked', () => {
  expect(isDraft(answer({ parts: [part('question'), part('text')] }))).toBe(true);
  expect(isDraft(answer({ citations: [citation()] }))).toBe(true);
  for (const state of ['stopped', 'failed'] as const)
    expect(isDraft(answer({ state, parts: [part('question')] }))).toBe(true);
});

test('nothing else is one', () => {
  expect(isDraft(answer({}))).toBe(false);
  expect(isDraft(answer({ text: '', parts: [part('question')] }))).toBe(false);
  expect(isDraft(answer({ text: 'In storms.', citations: [citation()] }))).toBe(false);
  expect(isDraft(answer({ state: 'complete', parts: [part('question')] }))).toBe(false);
  for (const end of ['check', 'unknown'])
    expect(isDraft(answer({ parts: [part('question'), part(end)] }))).toBe(false);
});
