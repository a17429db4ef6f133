import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leans, MAX_PARTS, partsOf, prepareByRules, type Turn } from './question.ts';

const asked = (...texts: string[]): Turn[] => texts.map((text) => ({ role: 'user', text }));
const searched = (question: string, earlier: Turn[]) => prepareByRules(question, earlier).searched;

test('a question that stands on its own is searched for as it is', () => {
  const earlier = asked('Which tyres do the vans have in summer?');
  assert.equal(searched('How long are backups kept?', earlier), 'How long are backups kept?');
  assert.equal(searched('What is the pressure of tyres?', []), 'What is the pressure of tyres?');
});

test('"and in winter?" after a question on summer tyres searches for tyres in winter', () => {
  const earlier = asked('Which tyres do the vans have in summer?');
  assert.equal(searched('and in winter?', earlier), 'Which tyres do the vans have in winter');
  assert.equal(searched('What about in the spring?', earlier), 'Which tyres do the vans have in the spring');
});

test('a continuing question adds to the one before', () => {
  const earlier = asked('What does a ticket to the museum cost?');
  assert.equal(searched('And for children?', earlier), 'What does a ticket to the museum cost for children');
});

test('a pronoun stands for the terms of the question before', () => {
  const earlier = asked('When was the lighthouse of Skagen lit?');
  assert.equal(searched('Who built it?', earlier), 'Who built it lighthouse Skagen lit');
});

test('a person may be named by the answer alone', () => {
  const earlier: Turn[] = [
    { role: 'user', text: 'Who keeps the lighthouse?' },
    { role: 'assistant', text: 'The keeper is Anna Berg [1].' },
  ];
  assert.match(searched('When did she begin?', earlier), /Anna Berg/);
});

test('questions lean on each other over several turns', () => {
  const earlier = asked('Which tyres do the vans have in summer?', 'and in winter?');
  assert.match(searched('And their pressure?', earlier), /tyres.*winter.*pressure/);
});

test('Chinese questions lean by their own words', () => {
  const earlier = asked('货车夏天用什么轮胎？');
  assert.match(searched('那冬天呢？', earlier), /货车.*轮胎.*冬天/);
  assert.match(searched('它的胎压是多少？', earlier), /胎压.*轮胎/);
  assert.equal(searched('备份保留多少天？', earlier), '备份保留多少天？');
});

test('leans() tells whether the conversation is needed', () => {
  for (const question of ['and in winter?', 'Why?', 'Is it open?', '那冬天呢？', '它多高？', 'tyres?'])
    assert.equal(leans(question), true, question);
  for (const question of ['How tall is the lighthouse?', '灯塔的高度是多少？'])
    assert.equal(leans(question), false, question);
});

test('a compound question is taken apart, and each part understood', () => {
  assert.deepEqual(partsOf('When was the tower built and who keeps the harbour?'), [
    'When was the tower built',
    'who keeps the harbour',
  ]);
  assert.deepEqual(partsOf('What is the keel made of? How heavy is it?'), [
    'What is the keel made of',
    'How heavy is it keel made',
  ]);
  assert.deepEqual(partsOf('灯塔是哪年建成的，港口有多少船？'), ['灯塔是哪年建成的', '港口有多少船']);
});

test('a plain question has no parts, however many things it names', () => {
  for (const question of ['Are cats and dogs allowed?', 'What do bread and butter cost?', '猫和狗可以进吗？'])
    assert.deepEqual(partsOf(question), [], question);
});

test('parts are bounded', () => {
  assert.equal(partsOf('What is a boat? '.repeat(9)).length, MAX_PARTS);
  assert.ok(searched(`Is it ${'long '.repeat(900)}?`, asked('What is a boat?')).length <= 1_000);
});

test('only so much of the conversation is looked at, and answers are no questions', () => {
  const long = asked(
    'What is a keel?',
    ...Array.from({ length: 40 }, (_, index) => `How tall is tower ${index}?`),
  );
  assert.match(searched('and in winter?', long), /tower 39/);
  const answers: Turn[] = [{ role: 'assistant', text: 'The keel is of lead.' }];
  assert.equal(searched('and in winter?', answers), 'and in winter?');
});

test('what the question says itself is not said again', () => {
  const earlier = asked('How heavy is the keel?');
  assert.equal(searched('Is it the keel that is of lead?', earlier), 'Is it the keel that is of lead heavy');
});
