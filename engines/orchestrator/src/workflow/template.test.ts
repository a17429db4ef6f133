import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scope } from './expression.ts';
import { fill, fillString, placeholders } from './template.ts';

const scope: Scope = { input: { name: 'Ada', list: [1, 2], deep: { a: null } }, nodes: {}, errors: {} };

test('a placeholder that is the whole text gives the value itself, others stand in the text', () => {
  assert.deepEqual(fill('{{input.list}}', scope), [1, 2]);
  assert.equal(fill(' {{ input.name }} ', scope), 'Ada');
  assert.equal(fill('Dear {{input.name}}, {{input.list}} {{input.deep.a}}!', scope), 'Dear Ada, [1,2] !');
  assert.equal(fill('{{input.name}} and {{input.name}}', scope), 'Ada and Ada');
  assert.equal(fillString('{{input.list}}', scope), '[1,2]');
});

test('templates are filled wherever they stand in a value, and values that are none stay', () => {
  const template = { a: ['{{input.name}}', 1, true, null], 'k {{input.name}}': { b: 'plain' } };
  const filled = { a: ['Ada', 1, true, null], 'k {{input.name}}': { b: 'plain' } };
  assert.deepEqual(fill(template, scope), filled);
});

test('a value is never read as a template again', () => {
  const tricky: Scope = { ...scope, input: { text: '{{input.secret}}', secret: 's' } };
  assert.equal(fill('{{input.text}}', tricky), '{{input.secret}}');
  assert.equal(fill('say {{input.text}}', tricky), 'say {{input.secret}}');
});

test('placeholders tell their place and whether they are the whole text', () => {
  assert.deepEqual(placeholders({ a: ['x', '{{input.n}}'], b: 'n {{index}} of {{ state }}' }), [
    { expression: 'input.n', path: ['a', 1], whole: true },
    { expression: 'index', path: ['b'], whole: false },
    { expression: 'state', path: ['b'], whole: false },
  ]);
});
