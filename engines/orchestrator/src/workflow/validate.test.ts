import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DefinitionSource } from './definition.ts';
import { workflowJsonSchema } from './json-schema.ts';
import { MAX_DEFINITION_BYTES, MAX_NESTING, MAX_NODES } from './limits.ts';
import { type Catalogue, PROBLEM_CODES, type ProblemCode } from './problem.ts';
import { validate } from './validate.ts';

type Source = DefinitionSource['nodes'][number];

const CATALOGUE: Catalogue = {
  agent: (id) => id === 'code',
  tool: (name) =>
    name === 'add'
      ? {
          arguments: {
            type: 'object',
            properties: { a: { type: 'number' }, b: { type: 'number' } },
            required: ['a', 'b'],
          },
          output: { type: 'object', properties: { sum: { type: 'number' } }, additionalProperties: false },
        }
      : name === 'send'
        ? { hasEffect: true }
        : undefined,
  workflow: (name) =>
    name === 'other'
      ? { input: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] } }
      : undefined,
};

const INPUT = {
  type: 'object',
  properties: { n: { type: 'number' }, text: { type: 'string' }, list: { type: 'array' } },
};

/** `code place` of each problem. */
function problems(nodes: Source[], more: Partial<DefinitionSource> = {}): string[] {
  const validation = validate({ name: 'w', input: INPUT, nodes, ...more }, CATALOGUE);
  return validation.ok ? [] : validation.problems.map(({ code, path }) => `${code} ${path.join('.')}`);
}

const value = (id: string, given: unknown = 1, after: string[] = []): Source => ({
  id,
  type: 'value',
  value: given as string,
  after,
});

test('a good definition is given back with its defaults', () => {
  const validation = validate(
    { name: 'w', nodes: [{ id: 'a', type: 'agent', agent: 'code', task: 'do' }] },
    CATALOGUE,
  );
  assert.ok(validation.ok);
  assert.deepEqual(validation.definition.nodes[0], {
    id: 'a',
    type: 'agent',
    agent: 'code',
    task: 'do',
    after: [],
    join: 'all',
    onError: 'fail',
  });
});

test('what has not the form of a definition is told by path, unknown keys included', () => {
  const refused = (source: unknown) => {
    const validation = validate(source);
    return validation.ok ? [] : validation.problems.map(({ code, path }) => `${code} ${path.join('.')}`);
  };
  assert.deepEqual(refused('text'), ['definition_invalid ']);
  assert.deepEqual(refused({ name: 'w', nodes: [] }), ['definition_invalid nodes']);
  assert.deepEqual(refused({ name: 'w', nodes: [{ id: 'a', type: 'magic' }] }), [
    'definition_invalid nodes.0.type',
  ]);
  assert.deepEqual(refused({ name: 'w', nodes: [{ id: 'a-b', type: 'join', extra: 1 }] }), [
    'definition_invalid nodes.0.id',
    'definition_invalid nodes.0',
  ]);
  assert.deepEqual(refused({ name: 'x'.repeat(MAX_DEFINITION_BYTES), nodes: [] }), ['definition_too_large ']);
});

test('ids, arrows and ports are checked', () => {
  assert.deepEqual(problems([value('a'), value('a')]), ['id_taken nodes.1.id']);
  assert.deepEqual(problems([value('a', 1, ['b'])]), ['node_unknown nodes.0.after.0']);
  assert.deepEqual(problems([value('a'), value('b', 1, ['a:yes'])]), ['port_unknown nodes.1.after.0']);
  assert.deepEqual(problems([value('a'), { ...value('b', 1, ['a']), join: 2 }]), [
    'join_impossible nodes.1.join',
  ]);
  assert.deepEqual(problems([{ ...value('a'), cancels: ['x'], compensate: 'y' }]), [
    'node_unknown nodes.0.cancels',
    'node_unknown nodes.0.compensate',
  ]);
});

test('circles are told with their nodes', () => {
  const validation = validate({
    name: 'w',
    nodes: [value('a', 1, ['c']), value('b', 1, ['a']), value('c', 1, ['b']), value('d', 1, ['c'])],
  });
  assert.ok(!validation.ok);
  assert.deepEqual(
    validation.problems.map(({ code }) => code),
    ['cycle'],
  );
  assert.match(
    validation.problems[0]!.message,
    /(a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c) is a circle/,
  );
});

test('what can never begin is told', () => {
  const nodes: Source[] = [{ ...value('a'), compensate: 'undo' }, value('undo'), value('b', 1, ['undo'])];
  assert.deepEqual(problems(nodes), ['unreachable nodes.2']);
  assert.deepEqual(problems([{ ...value('a'), compensate: 'undo' }, value('b'), value('undo', 1, ['b'])]), [
    'unreachable nodes.0.compensate',
  ]);
});

test('expressions are read before anything runs', () => {
  assert.deepEqual(problems([value('a', '{{1 +}}')]), ['expression_invalid nodes.0.value']);
  assert.deepEqual(problems([value('a', { deep: ['x', '{{nodes.b}}'] })]), [
    'node_unknown nodes.0.value.deep.1',
  ]);
  assert.deepEqual(problems([value('a', '{{nodes.b}}'), value('b')]), ['reference_too_early nodes.0.value']);
  assert.deepEqual(problems([value('a', '{{input.missing}}')]), ['input_unknown nodes.0.value']);
  assert.deepEqual(problems([value('a', '{{item}}')]), ['scope_unknown nodes.0.value']);
  assert.deepEqual(problems([value('a')], { output: { r: '{{nodes.z}}' } }), ['node_unknown output.r']);
});

test('results are known by their type, so a wrong property and a wrong type are told', () => {
  const agent: Source = { id: 'ask', type: 'agent', agent: 'code', task: 't' };
  assert.deepEqual(problems([agent, value('b', '{{nodes.ask.texts}}', ['ask'])]), [
    'output_unknown nodes.1.value',
  ]);
  assert.deepEqual(
    problems([
      agent,
      { id: 'm', type: 'map', after: ['ask'], over: 'nodes.ask.text', do: { nodes: [value('x')] } },
    ]),
    ['type_mismatch nodes.1.over'],
  );
  assert.deepEqual(problems([{ id: 'c', type: 'condition', cases: [{ port: 'yes', when: 'input.text' }] }]), [
    'type_mismatch nodes.0.cases.0.when',
  ]);
  assert.deepEqual(
    problems([{ id: 't', type: 'tool', tool: 'add', arguments: { a: '{{input.text}}', b: 'two' } }]),
    ['type_mismatch nodes.0.arguments.b', 'type_mismatch nodes.0.arguments.a'],
  );
  assert.deepEqual(
    problems([
      { id: 't', type: 'tool', tool: 'add', arguments: { a: 1, b: '{{input.n}}' } },
      value('v', '{{nodes.t.data.total}}', ['t']),
    ]),
    ['output_unknown nodes.1.value'],
  );
  assert.deepEqual(problems([{ ...value('a'), when: '1 + 1' }]), ['type_mismatch nodes.0.when']);
});

test('what nodes name has to exist, with all that it needs', () => {
  assert.deepEqual(problems([{ id: 'a', type: 'agent', agent: 'nobody', task: 't' }]), [
    'agent_unknown nodes.0.agent',
  ]);
  assert.deepEqual(problems([{ id: 'a', type: 'tool', tool: 'none' }]), ['tool_unknown nodes.0.tool']);
  assert.deepEqual(problems([{ id: 'a', type: 'tool', tool: 'add', arguments: { a: 1 } }]), [
    'input_missing nodes.0.arguments',
  ]);
  assert.deepEqual(problems([{ id: 'a', type: 'workflow', workflow: 'none' }]), [
    'workflow_unknown nodes.0.workflow',
  ]);
  assert.deepEqual(problems([{ id: 'a', type: 'workflow', workflow: 'other' }]), [
    'input_missing nodes.0.input',
  ]);
  assert.deepEqual(problems([{ id: 'a', type: 'delay' }]), ['node_incomplete nodes.0']);
});

test('inside of maps and loops the same holds, and the path leads there', () => {
  const loop: Source = {
    id: 'l',
    type: 'loop',
    until: 'state > 1',
    do: { nodes: [value('x', '{{state + item}}')] },
  };
  assert.deepEqual(problems([loop]), ['scope_unknown nodes.0.do.nodes.0.value']);
  const map: Source = {
    id: 'm',
    type: 'map',
    over: 'input.list',
    do: { nodes: [value('x', '{{nodes.y}}'), value('y')] },
  };
  assert.deepEqual(problems([map]), ['reference_too_early nodes.0.do.nodes.0.value']);
  let deep: Source = value('x');
  for (let depth = 0; depth <= MAX_NESTING; depth++)
    deep = { id: `m${depth}`, type: 'map', over: '[1]', do: { nodes: [deep] } };
  assert.match(problems([deep])[0]!, /^nesting_too_deep/);
});

test('all problems come at once, and each code is documented', () => {
  const found = problems([value('a', '{{nope}}'), value('a', '{{nodes.q}}', ['z'])]);
  assert.deepEqual(found.map((line) => line.split(' ')[0]).sort(), [
    'expression_invalid',
    'id_taken',
    'node_unknown',
    'node_unknown',
  ]);
  for (const line of found) assert.ok(PROBLEM_CODES.includes(line.split(' ')[0] as ProblemCode));
});

test('too many nodes are refused, those inside counted', () => {
  const many = Array.from({ length: 300 }, (_, index) => value(`n${index}`));
  const found = problems([...many, { id: 'm', type: 'map', over: '[1]', do: { nodes: many } }]);
  assert.deepEqual(found, ['definition_too_large nodes']);
  assert.ok(MAX_NODES < 600);
});

test('the published JSON Schema describes what people write', () => {
  const schema = workflowJsonSchema() as {
    required: string[];
    properties: Record<string, unknown>;
    $schema: string;
  };
  assert.deepEqual(schema.required.sort(), ['name', 'nodes']);
  assert.match(schema.$schema, /2020-12/);
  assert.ok(JSON.stringify(schema).includes('"const":"approval"'));
});

test('a cache is refused where a result cannot stand for doing it: effects, decisions, waits', () => {
  const cache = { key: 'k' };
  assert.deepEqual(
    problems([
      { id: 'a', type: 'tool', tool: 'send', cache },
      { id: 'b', type: 'approval', question: 'q', cache },
      { id: 'c', type: 'wait', signals: ['go'], cache },
      { id: 'd', type: 'tool', tool: 'add', arguments: { a: 1, b: 2 }, cache },
      { id: 'e', type: 'map', over: '[1]', do: { nodes: [{ id: 'f', type: 'delay', ms: 1, cache }] } },
    ]),
    [
      'cache_refused nodes.0.cache',
      'cache_refused nodes.1.cache',
      'cache_refused nodes.2.cache',
      'cache_refused nodes.4.do.nodes.0.cache',
    ],
  );
  assert.deepEqual(
    problems([
      { id: 'a', type: 'agent', agent: 'code', task: 't', cache: { key: 'k', ttlMs: 31 * 86_400_000 } },
    ]),
    ['definition_invalid nodes.0.cache.ttlMs'],
  );
});

test('a node may not wait for a lock that the map or loop around it holds', () => {
  const inner = (lock: string): Source => ({
    ...{ id: 'outer', type: 'map', over: '[1]', lock: 'door' },
    do: { nodes: [{ id: 'again', type: 'loop', until: 'true', do: { nodes: [{ ...value('in'), lock }] } }] },
  });
  assert.deepEqual(problems([inner('door')]), ['lock_nested nodes.0.do.nodes.0.do.nodes.0.lock']);
  assert.deepEqual(problems([inner('other'), { ...value('beside'), lock: 'door' }]), []);
});
