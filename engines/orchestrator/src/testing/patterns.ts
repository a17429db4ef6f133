import type { DefinitionSource } from '../workflow/definition.ts';

type Source = DefinitionSource['nodes'][number];

/**
 * The twenty control-flow patterns of van der Aalst, ter Hofstede, Kiepuszewski and Barros, "Workflow Patterns",
 * Distributed and Parallel Databases 14 (2003), numbered as there.
 */
export interface Pattern {
  number: number;
  name: string;
  group: 'basic' | 'branching' | 'structural' | 'multiple instances' | 'state-based' | 'cancellation';
  /** How it is written here, or why it is not there. */
  how: string;
  nodes?: Source[];
  output?: DefinitionSource['output'];
}

const tool = (id: string, after: string[] = [], more: object = {}): Source =>
  ({ id, type: 'tool', tool: id, after, ...more }) as Source;
const merge = (id: string, after: string[], more: object = {}): Source =>
  ({ id, type: 'join', after, ...more }) as Source;
const wait = (id: string, signals: string[], more: object = {}): Source =>
  ({ id, type: 'wait', signals, ...more }) as Source;

const BIG_OR_SMALL: Source = {
  id: 'choose',
  type: 'condition',
  cases: [{ port: 'big', when: 'input.n > 5' }],
};
const EVERY_THAT_HOLDS: Source = {
  id: 'choose',
  type: 'condition',
  choose: 'every',
  cases: [
    { port: 'big', when: 'input.n > 5' },
    { port: 'odd', when: 'input.n % 2 == 1' },
  ],
};

export const PATTERNS: readonly Pattern[] = [
  { number: 1, name: 'Sequence', group: 'basic', how: '`after: [a]`', nodes: [tool('a'), tool('b', ['a'])] },
  {
    number: 2,
    name: 'Parallel split',
    group: 'basic',
    how: 'several nodes `after` the same one',
    nodes: [tool('a'), tool('b', ['a']), tool('c', ['a'])],
  },
  {
    number: 3,
    name: 'Synchronization',
    group: 'basic',
    how: '`join: all`, the default',
    nodes: [tool('a'), tool('b'), tool('c', ['a', 'b'])],
  },
  {
    number: 4,
    name: 'Exclusive choice',
    group: 'basic',
    how: 'a `condition`: the first case that holds, else `otherwise`',
    nodes: [BIG_OR_SMALL, tool('a', ['choose:big']), tool('b', ['choose:otherwise'])],
  },
  {
    number: 5,
    name: 'Simple merge',
    group: 'basic',
    how: 'one node after both branches: branches that are not taken are not waited for',
    nodes: [BIG_OR_SMALL, tool('a', ['choose:big']), tool('b', ['choose:otherwise']), tool('c', ['a', 'b'])],
  },
  {
    number: 6,
    name: 'Multi-choice',
    group: 'branching',
    how: 'a `condition` with `choose: every`',
    nodes: [EVERY_THAT_HOLDS, tool('a', ['choose:big']), tool('b', ['choose:odd'])],
  },
  {
    number: 7,
    name: 'Synchronizing merge',
    group: 'branching',
    how: '`join: all` waits for the branches that were taken, and only for those',
    nodes: [EVERY_THAT_HOLDS, tool('a', ['choose:big']), tool('b', ['choose:odd']), tool('c', ['a', 'b'])],
  },
  {
    number: 8,
    name: 'Multi-merge',
    group: 'branching',
    how: 'not as such: a node runs once in each round of its graph, so that its result has one meaning. What follows each arrival is written as a `map` over the branches, or as a sub-workflow at the end of each',
    nodes: [
      {
        id: 'each',
        type: 'map',
        over: '["a", "b"]',
        do: { nodes: [tool('first'), tool('then', ['first'])] },
      },
    ],
  },
  {
    number: 9,
    name: 'Discriminator',
    group: 'branching',
    how: '`join: any`; `join: 2` is the 2-out-of-m join',
    nodes: [tool('a'), tool('b'), tool('c', ['a', 'b'], { join: 'any' })],
  },
  {
    number: 10,
    name: 'Arbitrary cycles',
    group: 'structural',
    how: 'not as such: arrows may not form a circle, so that every run is bounded. A `loop` with `maxRounds` repeats a graph, and loops may nest',
    nodes: [
      {
        id: 'again',
        type: 'loop',
        state: 0,
        until: 'state >= 3',
        do: {
          nodes: [tool('a'), { id: 'next', type: 'value', after: ['a'], value: '{{state + 1}}' }],
          output: '{{nodes.next}}',
        },
      },
    ],
    output: '{{nodes.again}}',
  },
  {
    number: 11,
    name: 'Implicit termination',
    group: 'structural',
    how: 'a run ends when nothing is left to do; no end node is needed',
    nodes: [tool('a'), tool('b'), tool('c', ['a'])],
  },
  {
    number: 12,
    name: 'Multiple instances without synchronization',
    group: 'multiple instances',
    how: 'a `map` that nothing comes after: the rest goes on beside it',
    nodes: [
      { id: 'each', type: 'map', over: '[1, 2, 3]', do: { nodes: [tool('a')] } },
      tool('b'),
      tool('c', ['b']),
    ],
  },
  {
    number: 13,
    name: 'Multiple instances with a priori design-time knowledge',
    group: 'multiple instances',
    how: 'a `map` over a list that is written in the definition',
    nodes: [{ id: 'each', type: 'map', over: '[1, 2, 3]', do: { nodes: [tool('a')] } }, tool('b', ['each'])],
  },
  {
    number: 14,
    name: 'Multiple instances with a priori run-time knowledge',
    group: 'multiple instances',
    how: 'a `map` over a list that comes from the input or from a node',
    nodes: [{ id: 'each', type: 'map', over: 'input.list', do: { nodes: [tool('a')] } }, tool('b', ['each'])],
  },
  {
    number: 15,
    name: 'Multiple instances without a priori run-time knowledge',
    group: 'multiple instances',
    how: 'a `loop` that takes one signal a round and does an instance for it, until a signal says that it is enough',
    nodes: [
      {
        id: 'more',
        type: 'loop',
        state: { enough: false },
        until: 'state.enough == true',
        do: {
          nodes: [
            wait('next', ['another', 'enough']),
            tool('a', ['next:another']),
            merge('round', ['a', 'next:enough']),
          ],
          output: { enough: '{{nodes.next.signal == "enough"}}' },
        },
      },
      tool('b', ['more']),
    ],
  },
  {
    number: 16,
    name: 'Deferred choice',
    group: 'state-based',
    how: 'a `wait` for several signals: the first to come is the port, the others are not waited for',
    nodes: [wait('which', ['left', 'right']), tool('a', ['which:left']), tool('b', ['which:right'])],
  },
  {
    number: 17,
    name: 'Interleaved parallel routing',
    group: 'state-based',
    how: 'the same `lock`: in any order, never at the same time',
    nodes: [
      tool('a', [], { lock: 'desk' }),
      tool('b', [], { lock: 'desk' }),
      tool('c', [], { lock: 'desk' }),
    ],
  },
  {
    number: 18,
    name: 'Milestone',
    group: 'state-based',
    how: 'what is possible only until something else happens is a `wait` that the other `cancels`',
    nodes: [
      tool('reached'),
      wait('change', ['change'], { after: ['reached'] }),
      tool('a', ['change:change']),
      wait('close', ['close'], { after: ['reached'], cancels: ['change'] }),
      tool('b', ['close:close']),
    ],
  },
  {
    number: 19,
    name: 'Cancel activity',
    group: 'cancellation',
    how: '`cancels: [a]`: ends `a` unfinished, wherever it is',
    nodes: [tool('slow'), tool('a', [], { cancels: ['slow'] }), tool('b', ['slow'])],
  },
  {
    number: 20,
    name: 'Cancel case',
    group: 'cancellation',
    how: '`PUT /api/v1/runs/{id}/cancellation`: the run and all runs below it',
    nodes: [tool('slow'), tool('b', ['slow'])],
  },
];
