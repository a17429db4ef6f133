import type { Budget, MessagePart } from '../lib/api-types.ts';

type PartOf<T extends MessagePart['type']> = Extract<MessagePart, { type: T }>;

export function budgetPart(given: Partial<PartOf<'budget'>> = {}): PartOf<'budget'> {
  return {
    type: 'budget',
    budgetId: 'b1',
    kind: 'agent',
    subjectId: 'code',
    dimension: 'tokens',
    limit: 1_000,
    used: 900,
    needed: 1_200,
    raisers: ['super_admin', 'admin'],
    raised: false,
    ...given,
  };
}

export function approvalPart(given: Partial<PartOf<'approval'>> = {}): PartOf<'approval'> {
  return {
    type: 'approval',
    callId: 'c1',
    tool: 'write_file',
    arguments: { name: 'note.txt', content: 'hello' },
    approvalId: 'a1',
    deciders: ['owner', 'admin'],
    state: 'pending',
    by: [],
    comment: null,
    changed: false,
    ...given,
  };
}

export function storedBudget(given: Partial<Budget> = {}): Budget {
  return {
    id: 'b1',
    kind: 'agent',
    subjectId: 'code',
    period: 'month',
    periodStart: 0,
    limits: { tokens: 1_000, costMicros: null, steps: 50, seconds: null },
    used: { tokens: 900, costMicros: 0, steps: 3, seconds: 0 },
    held: { tokens: 0, costMicros: 0, steps: 0, seconds: 0 },
    waiting: 1,
    updatedAt: 0,
    mayRaise: true,
    ...given,
  };
}
