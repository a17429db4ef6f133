import { expect, test } from 'vitest';
import { can } from './ability.ts';
import type { Rule } from './api-types.ts';

const RULES = [
  { action: ['read'], subject: ['Conversation'], conditions: null },
  { action: ['edit'], subject: ['Conversation'], conditions: { owner_id: 'me' } },
] as unknown as Rule[];

test('a rule without conditions allows every record', () => {
  expect(can(RULES, 'read', 'Conversation', { ownerId: 'you' })).toBe(true);
  expect(can(RULES, 'read', 'Model')).toBe(false);
  expect(can(RULES, 'delete', 'Conversation', { ownerId: 'me' })).toBe(false);
});

test('a condition names columns, the record fields', () => {
  expect(can(RULES, 'edit', 'Conversation', { ownerId: 'me' })).toBe(true);
  expect(can(RULES, 'edit', 'Conversation', { ownerId: 'you' })).toBe(false);
  expect(can(RULES, 'edit', 'Conversation', {})).toBe(false);
});

test('without a record the question is whether there can be any', () => {
  expect(can(RULES, 'edit', 'Conversation')).toBe(true);
  expect(can([], 'edit', 'Conversation')).toBe(false);
});
