import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgents } from '../agents/index.ts';
import { simpleTool } from '../testing/agent-run.ts';
import { sqliteForTest } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { testToolbox } from '../testing/toolbox.ts';
import { catalogueOf, definitionOf, hashOf, parseSource, problemsOf } from './definitions.ts';
import { diffDefinitions } from './diff.ts';

const NOTHING = {};
const node = (id: string, value: unknown = 1) => ({ id, type: 'value', value });
const defined = (nodes: object[], more: object = {}) => definitionOf({ name: 'W', nodes, ...more }, NOTHING);

test('YAML and JSON texts are read alike, and what is neither is refused with its place', () => {
  const yaml = 'name: W\nnodes:\n  - id: a\n    type: value\n    value: "{{1 + 1}}"\n';
  const json = '{"name": "W", "nodes": [{"id": "a", "type": "value", "value": "{{1 + 1}}"}]}';
  assert.deepEqual(parseSource(yaml), parseSource(json));
  assert.throws(() => parseSource('name: [W'), { code: 'workflow_unreadable', message: /line 1/ });
});

test('a YAML text that grows without end by its aliases is refused', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'].map(
    (pair) => [...pair] as [string, string],
  )) {
    lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }
  assert.throws(() => parseSource(lines.join('\n')), { code: 'workflow_unreadable' });
});

test('YAML makes no objects of the process, whatever its tags say', () => {
  const read = parseSource('name: !!js/function "function () {}"\nat: 2026-01-01\nyes: yes') as Record<
    string,
    unknown
  >;
  assert.equal(typeof read.name, 'string');
  assert.equal(typeof read.at, 'string');
  assert.equal(read.yes, 'yes');
});

test('problems come as a list, or all together with the refusal', () => {
  const bad = { name: 'W', nodes: [node('a', '{{nodes.z}}'), node('a')] };
  assert.deepEqual(
    problemsOf(bad, NOTHING)
      .map(({ code }) => code)
      .sort(),
    ['id_taken', 'node_unknown'],
  );
  assert.throws(
    () => definitionOf(bad, NOTHING),
    (error: { code: string; details: { problems: unknown[] } }) =>
      error.code === 'workflow_invalid' && error.details.problems.length === 2,
  );
});

test('the hash is the same for what does the same: neither layout nor the order of keys counts', () => {
  const plain = defined([node('a')]);
  assert.equal(hashOf(defined([{ value: 1, type: 'value', id: 'a' }])), hashOf(plain));
  assert.equal(hashOf(defined([node('a')], { layout: { a: { x: 1, y: 2 } } })), hashOf(plain));
  assert.notEqual(hashOf(defined([node('a', 2)])), hashOf(plain));
});

test('a difference names what was added, removed and changed, node by node', () => {
  const before = defined([node('a'), node('b'), node('c')], { description: 'old' });
  const after = defined([node('a'), { ...node('b', 2), title: 'B' }, node('d')], {
    description: 'new',
    layout: {},
  });
  assert.deepEqual(diffDefinitions(before, after), {
    nodes: [
      { id: 'c', change: 'removed', keys: [] },
      { id: 'b', change: 'changed', keys: ['title', 'value'] },
      { id: 'd', change: 'added', keys: [] },
    ],
    keys: ['description'],
  });
  assert.deepEqual(diffDefinitions(before, before), { nodes: [], keys: [] });
});

test('nodes may name the tools, agents and workflows that the workspace has, and no others', async () => {
  const { db, close } = await sqliteForTest();
  const { toolbox, remove } = testToolbox(db, testRuntime(), [simpleTool('look', {})]);
  const needs = { db, agents: createAgents({ db }), toolbox, capacity: { gpu: 0 } };
  const catalogue = await catalogueOf(needs, 'workspace');
  const codes = (nodes: object[]) => problemsOf({ name: 'W', nodes }, catalogue).map(({ code }) => code);
  assert.deepEqual(codes([{ id: 'a', type: 'tool', tool: 'look' }]), []);
  assert.deepEqual(codes([{ id: 'a', type: 'tool', tool: 'none' }]), ['tool_unknown']);
  const greedy = { id: 'a', type: 'code', code: 'x', resources: { gpu: 1, cpu: 99 } };
  assert.deepEqual(codes([greedy]), ['resources_unmet']);
  assert.deepEqual(codes([{ id: 'a', type: 'agent', agent: 'code', task: 't' }]), []);
  assert.deepEqual(codes([{ id: 'a', type: 'agent', agent: 'auto', task: 't' }]), []);
  assert.deepEqual(codes([{ id: 'a', type: 'agent', agent: 'nobody', task: 't' }]), ['agent_unknown']);
  assert.deepEqual(codes([{ id: 'a', type: 'workflow', workflow: 'none' }]), ['workflow_unknown']);
  await close();
  remove();
});
