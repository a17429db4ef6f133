import type { Budget, BudgetWait, Schedule, Trigger } from '../lib/api-types.ts';

/** Records as the server sends them. */

export function storedSchedule(change: Partial<Schedule> = {}): Schedule {
  return {
    id: 's1',
    workflowId: 'w1',
    timing: { kind: 'cron', expression: '0 9 * * 1-5', timeZone: 'Europe/Berlin' },
    input: { items: ['a'] },
    version: null,
    priority: null,
    missed: 'skip',
    missedLimit: 5,
    overlap: 'skip',
    enabled: true,
    disabledReason: null,
    nextAt: Date.UTC(2026, 2, 27, 8),
    nextTimes: [Date.UTC(2026, 2, 27, 8), Date.UTC(2026, 2, 30, 7)],
    lastAt: null,
    lastRun: null,
    createdBy: 'me',
    createdAt: 1_000,
    updatedAt: 1_000,
    ...change,
  };
}

export function storedTrigger(change: Partial<Trigger> = {}): Trigger {
  return {
    id: 't1',
    workflowId: 'w1',
    kind: 'webhook',
    path: '/api/v1/hooks/t1',
    mapping: null,
    enabled: true,
    disabledReason: null,
    lastAt: null,
    createdBy: 'me',
    createdAt: 1_000,
    ...change,
  };
}

const NOTHING = { tokens: 0, costMicros: 0, steps: 0, seconds: 0 };

export function storedBudget(change: Partial<Budget> = {}): Budget {
  return {
    id: 'b1',
    kind: 'workspace',
    subjectId: 'w',
    period: 'month',
    periodStart: 0,
    limits: { tokens: 1_000, costMicros: null, steps: null, seconds: null },
    used: { ...NOTHING, tokens: 250 },
    held: NOTHING,
    waiting: 0,
    updatedAt: 1_000,
    mayRaise: true,
    ...change,
  };
}

export function storedWait(change: Partial<BudgetWait> = {}): BudgetWait {
  return {
    runId: 'r1',
    procedure: 'workflows.run',
    label: 'Sample',
    budgetId: 'b1',
    kind: 'workspace',
    dimension: 'tokens',
    needed: 100,
    waitsSince: 1_000,
    mayRaise: true,
    ...change,
  };
}
