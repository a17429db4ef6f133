import type { DefinitionSource } from '../workflow/definition.ts';
import type { Chance } from './random.ts';

type Source = DefinitionSource['nodes'][number];

/**
 * A random definition that is valid and whose result does not rest on which of two nodes is quicker: what joins
 * on "any" or on a number is followed by values that do not look at what arrived.
 */
export function randomWorkflow(chance: Chance): DefinitionSource {
  const graph = randomGraph(chance, 0);
  return { name: 'random', input: { type: 'object', properties: { n: { type: 'number' } } }, ...graph };
}

function randomGraph(chance: Chance, depth: number): { nodes: Source[]; output: { [key: string]: string } } {
  const count = 1 + chance.below(depth === 0 ? 7 : 3);
  const nodes: Source[] = [];
  for (let index = 0; index < count; index++) nodes.push(randomNode(chance, nodes, `n${index}`, depth));
  const output = Object.fromEntries(nodes.map(({ id }) => [id, `{{nodes.${id}}}`]));
  return { nodes, output };
}

function randomNode(chance: Chance, before: readonly Source[], id: string, depth: number): Source {
  const after = randomAfter(chance, before);
  const join = after.length > 1 && chance.once(4) ? 1 + chance.below(after.length) : 'all';
  const common = {
    id,
    after,
    join: join as 'all' | number,
    ...(chance.once(6) ? { when: chance.pick(['input.n > 2', 'input.n < 100', 'false']) } : {}),
    ...(chance.once(4) ? { onError: 'continue' as const } : {}),
    ...(chance.once(3) ? { retry: { times: 1 + chance.below(2), backoffMs: 0 } } : {}),
  };
  switch (chance.below(depth < 2 ? 9 : 6)) {
    case 0:
    case 1:
    case 2:
      return {
        ...common,
        type: 'tool',
        tool: chance.pick(['fine', 'fine', 'fine', 'flaky', 'broken']),
        arguments: { n: '{{input.n}}' },
      };
    case 3:
      return { ...common, type: 'value', value: { n: '{{input.n + 1}}' } };
    case 4:
      return {
        ...common,
        type: 'condition',
        cases: [
          { port: 'low', when: 'input.n < 5' },
          { port: 'odd', when: 'input.n % 2 == 1' },
        ],
        choose: chance.pick(['first', 'every'] as const),
      };
    case 5:
      return { ...common, type: 'wait', signals: ['go', 'halt'] };
    case 6:
      return {
        ...common,
        type: 'map',
        over: '[1, 2, 3]',
        concurrency: 1 + chance.below(3),
        onItemError: chance.pick(['fail', 'collect'] as const),
        do: randomGraph(chance, depth + 1),
      };
    case 7:
      return {
        ...common,
        type: 'loop',
        state: 0,
        until: 'state >= 2',
        maxRounds: 3,
        do: { nodes: [{ id: 'add', type: 'value', value: '{{state + 1}}' }], output: '{{nodes.add}}' },
      };
    default:
      return { ...common, type: 'join' };
  }
}

function randomAfter(chance: Chance, before: readonly Source[]): string[] {
  if (before.length === 0 || chance.once(4)) return [];
  const chosen = before.filter(() => chance.once(3)).slice(0, 3);
  const sources = chosen.length > 0 ? chosen : [chance.pick(before)];
  return sources.map((source) => `${source.id}:${chance.pick(portsOf(source))}`);
}

function portsOf(source: Source): string[] {
  if (source.type === 'condition') return ['low', 'odd', 'otherwise'];
  if (source.type === 'wait') return ['go', 'halt'];
  return source.type === 'tool' ? ['done', 'done', 'done', 'error'] : ['done'];
}
