import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInAgents } from './definitions.ts';
import { matchAgents } from './match.ts';

const best = (task: string) => matchAgents(builtInAgents, task)[0]!;

test('a task goes to the agent whose capabilities it names, in both languages', () => {
  const expected: [string, string][] = [
    ['Debug this python function', 'code'],
    ['Find sources about tea and cite them', 'research'],
    ['Plot the numbers of this csv table', 'analysis'],
    ['Write a slogan for our newsletter', 'creative'],
    ['Write test cases for the edge of this range', 'test'],
    ['分析这个表格的数据', 'analysis'],
    ['调试这个程序', 'code'],
  ];
  for (const [task, agent] of expected) assert.equal(best(task).agentId, agent, task);
});

test('it says why: the words of the task that spoke for the agent', () => {
  const { matched, score } = best('Plot the numbers of this csv table');
  assert.ok(matched.includes('csv') && matched.includes('plot'), matched.join(' '));
  assert.ok(score > 0);
});

test('what every agent says decides nothing, and an unknown task matches nobody', () => {
  const all = matchAgents(builtInAgents, 'xyzzy quux');
  assert.ok(all.every(({ score, matched }) => score === 0 && matched.length === 0));
});

test('an agent of the workspace wins with capabilities of its own', () => {
  const own = {
    ...builtInAgents[0]!,
    id: 'legal',
    name: 'Counsel',
    description: '',
    tools: [],
    capabilities: ['contract', 'clause'],
  };
  const [first] = matchAgents([...builtInAgents, own], 'Review the clauses of this contract');
  assert.equal(first?.agentId, 'legal');
});

test('words that say nothing of a task speak for nobody', () => {
  const counsel = {
    ...builtInAgents[0]!,
    id: 'own',
    name: 'Counsel',
    capabilities: ['contract'],
    description: '',
  };
  const [best, ...others] = matchAgents(
    [...builtInAgents, counsel],
    'What is the risk in this contract for me?',
  );
  assert.deepEqual([best?.agentId, best?.matched], ['own', ['contract']]);
  assert.ok(
    others.every(({ score }) => score === 0),
    JSON.stringify(others),
  );
});

test('what speaks for an agent is told in the words of the task', () => {
  const counsel = { ...builtInAgents[0]!, id: 'own', capabilities: ['clause'] };
  assert.deepEqual(matchAgents([counsel], 'Compare both clauses')[0]?.matched, ['clauses']);
});
