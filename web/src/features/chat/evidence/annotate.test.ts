import { expect, test } from 'vitest';
import type { CheckedClaim, MessagePart } from '../../../lib/api-types.ts';
import { claim } from '../../../testing/chat.ts';
import { annotated, SIGN } from './annotate.ts';

const ONE = 'It is tall [1].';
const TWO = 'It is red [2].';
const readable = (text: string) =>
  Object.entries(SIGN).reduce((said, [name, sign]) => said.replaceAll(sign, `<${name}>`), text);

function texts(parts: MessagePart[], claims: CheckedClaim[]): string[] {
  return annotated([...parts, { type: 'check', by: 'rules', claims }]).flatMap((part) =>
    part.type === 'text' ? [readable(part.text)] : [],
  );
}

test('a mark knows its sentence, and a flagged sentence has its ends', () => {
  const claims = [claim({ start: 0, end: 15 }), claim({ start: 16, end: 30, state: 'unsupported' })];
  expect(texts([{ type: 'text', text: `${ONE} ${TWO}` }], claims)).toEqual([
    'It is tall [1<mark>0]. <begin>1<begun>It is red [2<mark>1].<end>1<ended>',
  ]);
});

test('offsets go on over several texts, with a blank line between them', () => {
  const claims = [claim({ start: 0, end: 15 }), claim({ start: 17, end: 31, state: 'miscited' })];
  const parts: MessagePart[] = [
    { type: 'text', text: ONE },
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: TWO },
  ];
  expect(texts(parts, claims)).toEqual([
    'It is tall [1<mark>0].',
    '<begin>1<begun>It is red [2<mark>1].<end>1<ended>',
  ]);
});

test('an answer without a check is left as it is, and claims that do not fit are passed over', () => {
  const parts: MessagePart[] = [{ type: 'text', text: ONE }];
  expect(annotated(parts)).toBe(parts);
  expect(texts(parts, [claim({ start: 0, end: 99, state: 'unsupported' })])).toEqual([ONE]);
});
