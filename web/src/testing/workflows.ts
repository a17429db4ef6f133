import type { Approval, NodeState, WholeRun, WholeWorkflow } from '../lib/api-types.ts';
import { sampleDraft } from './draft.ts';

/** Records as the server sends them. */

export function storedWorkflow(change: Partial<WholeWorkflow> = {}): WholeWorkflow {
  return {
    id: 'w1',
    name: 'Sample',
    description: 'For tests',
    version: 3,
    createdBy: 'me',
    createdAt: 1_000,
    updatedAt: 2_000,
    definition: sampleDraft(),
    ...change,
  };
}

export function nodeState(
  path: string,
  state: NodeState['state'],
  change: Partial<NodeState> = {},
): NodeState {
  return {
    path,
    type: 'value',
    state,
    attempt: 1,
    startedAt: 1_000,
    finishedAt: state === 'running' || state === 'waiting' ? null : 1_500,
    runId: null,
    error: null,
    usage: {},
    ports: [],
    lastSequence: null,
    ...change,
  };
}

export function storedRun(change: Partial<WholeRun> = {}): WholeRun {
  return {
    id: 'r1',
    procedure: 'workflow',
    label: '',
    state: 'done',
    attempt: 1,
    error: null,
    createdAt: 1_000,
    startedAt: 1_000,
    finishedAt: 3_000,
    workflowId: 'w1',
    workflowName: 'Sample',
    version: 3,
    origin: 'manual',
    originId: null,
    pausedAt: null,
    pauseReason: null,
    definition: sampleDraft(),
    input: { items: ['a', 'b'] },
    output: { mend: 'Mended' },
    nodes: [],
    progress: 1,
    usage: { inputTokens: 100, outputTokens: 23, costMicros: 4_500 },
    expectedAt: null,
    blockedBy: [],
    ...change,
  } as WholeRun;
}

export function storedApproval(change: Partial<Approval> = {}): Approval {
  return {
    id: 'a1',
    question: 'Is this right?',
    payload: { mend: 'print(1)', lines: 3 },
    payloadHash: 'hash-1',
    editable: true,
    votesNeeded: 1,
    votes: [],
    state: 'pending',
    origin: 'Bug fix',
    runId: 'r1',
    createdBy: 'me',
    createdAt: 1_000,
    expiresAt: null,
    escalatedAt: null,
    decidedAt: null,
    mayDecide: true,
    ...change,
  };
}

export const page = <T>(...items: T[]) => ({ items, next: null });
