import type { DefinitionSource } from '../workflow/definition.ts';
import type { Chance } from './random.ts';

type Source = DefinitionSource['nodes'][number];

/** Of a random graph. */
export interface Shape {
  /** Maps and loops around it. */
  depth?: number;
  /** Of its ids. */
  prefix?: string;
  /** Some nodes have one that undoes them: UNDO and their id. */
  undo?: boolean;
}

export const UNDO = 'un_';
/** Workflows that nodes may run. */
export const KNOWN = ['known0', 'known1'] as const;
const MAX_DEPTH = 2;

/**
 * A random definition that is valid and whose result does not rest on which of two nodes is quicker: what joins
 * on "any" or on a number is followed by values that do not look at what arrived, and each wait has signals of its own.
 */
export function randomWorkflow(chance: Chance, shape: Shape = {}): DefinitionSource {
  const graph = randomGraph(chance, { depth: 0, prefix: 'n', undo: false, ...shape });
  return { name: 'random', input: { type: 'object', properties: { n: { type: 'number' } } }, ...graph };
}

function randomGraph(
  chance: Chance,
  shape: Required<Shape>,
): { nodes: Source[]; output: { [key: string]: string } } {
  const { depth, prefix, undo } = shape;
  const count = 1 + chance.below(depth === 0 ? 7 : 3);
  const nodes: Source[] = [];
  for (let index = 0; index < count; index++)
    nodes.push(randomNode(chance, nodes, `${prefix}${index}`, shape));
  const output = Object.fromEntries(nodes.map(({ id }) => [id, `{{nodes.${id}}}`]));
  return { nodes: undo ? withUndo(chance, nodes) : nodes, output };
}

function withUndo(chance: Chance, nodes: readonly Source[]): Source[] {
  return nodes.flatMap((node) => {
    if (!['tool', 'agent'].includes(node.type) || chance.once(3)) return [node];
    const id = `${UNDO}${node.id}`;
    return [{ ...node, compensate: id }, { id, type: 'tool', tool: 'fine' } as Source];
  });
}

function randomNode(chance: Chance, before: readonly Source[], id: string, shape: Required<Shape>): Source {
  const { depth } = shape;
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
  const leaf = { ...common, ...(chance.once(6) ? { lock: 'one' } : {}) };
  switch (chance.below(depth < MAX_DEPTH ? 14 : 10)) {
    case 0:
    case 1:
      return { ...leaf, type: 'tool', tool: randomWorker(chance), arguments: { n: '{{input.n}}' } };
    case 2:
    case 3:
      return { ...leaf, type: 'agent', agent: randomWorker(chance), task: 'say {{input.n}}' };
    case 4:
      return { ...leaf, type: 'value', value: { n: '{{input.n + 1}}' } };
    case 5:
      return {
        ...leaf,
        type: 'condition',
        cases: [
          { port: 'low', when: 'input.n < 5' },
          { port: 'odd', when: 'input.n % 2 == 1' },
        ],
        choose: chance.pick(['first', 'every'] as const),
      };
    case 6:
      return chance.once(4)
        ? { ...leaf, type: 'wait', signals: ['never'], timeoutMs: 1 }
        : { ...leaf, type: 'wait', signals: [`go_${id}`, `halt_${id}`] };
    case 7:
      return { ...leaf, type: 'approval', question: id, payload: { n: '{{input.n}}' }, expiresMs: 60_000 };
    case 8:
      return { ...leaf, type: 'delay', ms: chance.below(3) };
    case 9:
      return { ...leaf, type: 'join' };
    case 10:
      return { ...common, type: 'workflow', workflow: chance.pick(KNOWN), input: { n: '{{input.n}}' } };
    case 11:
    case 12:
      return {
        ...common,
        type: 'map',
        over: '[1, 2, 3]',
        concurrency: 1 + chance.below(3),
        onItemError: chance.pick(['fail', 'collect'] as const),
        do: randomGraph(chance, { ...shape, depth: depth + 1, prefix: `${id}_` }),
      };
    default:
      return {
        ...common,
        type: 'loop',
        state: 0,
        until: 'state >= 2',
        maxRounds: 3,
        do: { nodes: [{ id: 'add', type: 'value', value: '{{state + 1}}' }], output: '{{nodes.add}}' },
      };
  }
}

const randomWorker = (chance: Chance) => chance.pick(['fine', 'fine', 'fine', 'flaky', 'broken']);

function randomAfter(chance: Chance, before: readonly Source[]): string[] {
  if (before.length === 0 || chance.once(4)) return [];
  const chosen = before.filter(() => chance.once(3)).slice(0, 3);
  const sources = chosen.length > 0 ? chosen : [chance.pick(before)];
  return sources.map((source) => `${source.id}:${chance.pick(portsOf(source))}`);
}

function portsOf(source: Source): string[] {
  switch (source.type) {
    case 'condition':
      return ['low', 'odd', 'otherwise'];
    case 'wait':
      return source.timeoutMs === undefined ? [...source.signals] : ['never', 'timeout'];
    case 'approval':
      return ['done', 'done', 'rejected', 'expired'];
    case 'tool':
    case 'agent':
    case 'workflow':
      return ['done', 'done', 'done', 'error'];
    default:
      return ['done'];
  }
}
