import { expect, test } from 'vitest';
import { storedAgent } from '../../testing/agents.ts';
import { diffAgents } from './agent-diff.ts';

test('two versions differ in the fields that people change, not in their number or state', () => {
  const from = storedAgent({ version: 1, tools: ['a', 'b'] });
  const to = storedAgent({ version: 2, state: 'disabled', tools: ['b', 'a'], instructions: 'Be long.' });
  expect(diffAgents(from, to)).toEqual([{ field: 'instructions', before: 'Be brief.', after: 'Be long.' }]);
});

test('a limit that moved and knowledge that was narrowed are changes', () => {
  const from = storedAgent();
  const to = storedAgent({ knowledge: [], limits: { ...from.limits, seconds: 5 } });
  expect(diffAgents(from, to).map(({ field }) => field)).toEqual(['knowledge', 'limits']);
});
