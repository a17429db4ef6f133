import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dontKnow, isRefusal, MAX_NEAREST, nearestOf } from './unknown.ts';

const near = (documentId: string, passageId = 'p') => ({
  ...{ baseId: 'b', documentId, passageId },
  documentName: `${documentId}.md`,
});

test('it is said in the language of the question, with what was searched and what came nearest', () => {
  assert.equal(
    dontKnow('Who built it?', ['who built the tower'], [near('a'), near('b')]),
    "I don't know: nothing that I found in the documents supports an answer to this. I searched for “who built the tower”. The nearest documents are a.md, b.md.",
  );
  assert.match(dontKnow('谁建的？', ['谁建了灯塔'], [near('a')]), /^我不知道.*“谁建了灯塔”.*a\.md。$/);
  assert.doesNotMatch(dontKnow('Who?', [], []), /searched|nearest/);
});

test('each of the nearest documents is named once, by its best passage, a few at most', () => {
  const all = nearestOf([near('a', 'p1'), near('a', 'p2'), near('b'), near('c'), near('d')]);
  assert.equal(all.length, MAX_NEAREST);
  assert.deepEqual(all.map(({ documentId, passageId }) => [documentId, passageId]).slice(0, 2), [
    ['a', 'p1'],
    ['b', 'p'],
  ]);
});

test('isRefusal() knows answers that say they do not know', () => {
  for (const text of [
    "I don't know.",
    'The documents do not mention a café.',
    'I found nothing in the knowledge base that answers this.',
    'There is no information about prices.',
    "I couldn't find it.",
    '知识库里没有找到相关内容。',
    '文档未提及价格。',
  ])
    assert.equal(isRefusal(text), true, text);
  for (const text of ['The tower is open.', 'Dogs are not allowed.', '灯塔冬天不开放。'])
    assert.equal(isRefusal(text), false, text);
});
