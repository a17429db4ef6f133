import { expect, test } from 'vitest';
import type { DraftNode } from './draft.ts';
import { canFail, draftPorts, hasDone, rowPorts } from './ports.ts';

test.each<[string, DraftNode, string[]]>([
  ['an agent', { id: 'a', type: 'agent' }, ['done']],
  ['a condition', { id: 'a', type: 'condition', cases: [{ port: 'x', when: 'true' }] }, ['x', 'otherwise']],
  ['a condition without cases', { id: 'a', type: 'condition' }, ['otherwise']],
  ['a condition whose case has no name yet', { id: 'a', type: 'condition', cases: [{}] }, ['otherwise']],
  [
    'two cases of one name',
    { id: 'a', type: 'condition', cases: [{ port: 'x' }, { port: 'x' }] },
    ['x', 'otherwise'],
  ],
  ['an approval', { id: 'a', type: 'approval' }, ['done', 'rejected']],
  ['an approval that expires', { id: 'a', type: 'approval', expiresMs: 5 }, ['done', 'rejected', 'expired']],
  ['a wait', { id: 'a', type: 'wait', signals: ['go', 'stop'] }, ['go', 'stop']],
  ['a wait with a time-out', { id: 'a', type: 'wait', signals: ['go'], timeoutMs: 5 }, ['go', 'timeout']],
  ['a wait whose signals are wrong', { id: 'a', type: 'wait', signals: 'go' }, []],
])('%s has its ports', (_, node, ports) => {
  expect(draftPorts(node)).toEqual(ports);
  expect(hasDone(node)).toBe(ports.includes('done'));
  expect(rowPorts(node)).toEqual(ports.filter((port) => port !== 'done'));
});

test('everything but a join can fail', () => {
  expect(canFail({ id: 'a', type: 'join' })).toBe(false);
  expect(canFail({ id: 'a', type: 'value' })).toBe(true);
});
