import type { DefinitionSource } from './definition.ts';

/** A node as people write it. */
export type NodeSource = DefinitionSource['nodes'][number];
type GraphSource = { nodes: NodeSource[]; output: Record<string, string> };
type About = Omit<DefinitionSource, 'nodes'>;

/** One node after the other. */
export function sequential(about: About, nodes: readonly NodeSource[]): DefinitionSource {
  return { ...about, nodes: chain(nodes) };
}

/** All at once, and a join that waits for all of them, any one, or so many. */
export function parallel(
  about: About,
  nodes: readonly NodeSource[],
  { wait = 'all', joinId = 'joined' }: { wait?: 'all' | 'any' | number; joinId?: string } = {},
): DefinitionSource {
  const ids = nodes.map(({ id }) => id);
  const results = Object.fromEntries(ids.map((id) => [id, `{{nodes.${id}}}`]));
  const join: NodeSource = { id: joinId, type: 'join', after: ids, join: wait };
  return { output: results, ...about, nodes: [...nodes, join] };
}

export interface PipelineOptions {
  /** Expression that gives the items; a stage reads `item`, and the stage before as `nodes.<id>`. */
  over: string;
  stages: readonly NodeSource[];
  /** Items under way at once: while one is in its second stage, the next is in its first. Default 4. */
  concurrency?: number;
  maxItems?: number;
  id?: string;
}

/** Items flow through stages, and the stages overlap; the results come in the order of the items. */
export function pipeline(about: About, options: PipelineOptions): DefinitionSource {
  const { over, stages, concurrency = 4, maxItems = 100, id = 'items' } = options;
  return {
    ...about,
    nodes: [{ id, type: 'map', over, concurrency, maxItems, do: { nodes: chain(stages) } }],
  };
}

export interface HierarchyOptions {
  /** Template of what is to be reached. */
  goal: string;
  /** The agent that plans, reviews and merges. */
  manager: string;
  /** Agents that the plan may name. */
  workers: readonly string[];
  /** Sub-tasks of one plan. Default 5. */
  maxTasks?: number;
  /** Plans until the manager accepts. Default 2. */
  maxRounds?: number;
  /** Plans inside of plans: 1 for none. Default 1. */
  depth?: number;
  /** Sub-tasks at once. Default 3. */
  concurrency?: number;
}

/** Bounds of a hierarchy, so that it cannot grow without end. */
export const MAX_HIERARCHY_DEPTH = 3;
export const MAX_HIERARCHY_TASKS = 20;

/**
 * A manager plans sub-tasks, workers do them, the manager reviews and plans again what is missing, and at last
 * merges. Depth, tasks and rounds are bounded here, money and time by the definition's budget.
 */
export function hierarchical(about: About, options: HierarchyOptions): DefinitionSource {
  const depth = Math.min(options.depth ?? 1, MAX_HIERARCHY_DEPTH);
  const { nodes, output } = managed(options, options.goal, depth);
  return { output, ...about, nodes };
}

function managed(options: HierarchyOptions, goal: string, depth: number): GraphSource {
  const { manager, maxRounds = 2 } = options;
  const rounds: NodeSource = {
    id: 'rounds',
    type: 'loop',
    title: 'Until the manager accepts',
    state: { goal, results: [], accepted: false, feedback: '' },
    until: 'state.accepted == true',
    maxRounds,
    do: round(options, depth),
  };
  const merge: NodeSource = {
    id: 'merge',
    type: 'agent',
    title: 'Merge',
    agent: manager,
    after: ['rounds'],
    task: 'Merge these results into one answer. Goal: {{nodes.rounds.goal}}',
    context: '{{nodes.rounds.results}}',
  };
  return {
    nodes: [rounds, merge],
    output: { text: '{{nodes.merge.text}}', results: '{{nodes.rounds.results}}' },
  };
}

function round(options: HierarchyOptions, depth: number): GraphSource {
  const { manager, workers, maxTasks = 5, concurrency = 3 } = options;
  const tasks = Math.min(maxTasks, MAX_HIERARCHY_TASKS);
  const plan: NodeSource = {
    id: 'plan',
    type: 'agent',
    title: 'Plan',
    agent: manager,
    task: `Plan at most ${tasks} sub-tasks for the goal, each for one of the agents ${workers.join(', ')}. Goal: {{state.goal}}\n{{state.feedback}}`,
    output: planSchema(workers, tasks),
  };
  const delegate: NodeSource = {
    id: 'delegate',
    type: 'map',
    title: 'Delegate',
    after: ['plan'],
    over: 'nodes.plan.data.tasks',
    maxItems: MAX_HIERARCHY_TASKS,
    concurrency,
    onItemError: 'collect',
    do: depth > 1 ? deeper(options, depth - 1) : work(workers),
  };
  const review: NodeSource = {
    id: 'review',
    type: 'agent',
    title: 'Review',
    agent: manager,
    after: ['delegate'],
    task: 'Do these results reach the goal? Accept them, or say what is missing. Goal: {{state.goal}}',
    context: '{{nodes.delegate}}',
    output: REVIEW_SCHEMA,
  };
  const output = {
    goal: '{{state.goal}}',
    results: '{{state.results + nodes.delegate}}',
    accepted: '{{nodes.review.data.accepted}}',
    feedback: '{{nodes.review.data.feedback}}',
  };
  return { nodes: [plan, delegate, review], output };
}

/** A sub-task that is planned and delegated itself. */
function deeper(options: HierarchyOptions, depth: number) {
  const { nodes } = managed(options, '{{item.task}}', depth);
  return { nodes, output: { task: '{{item.task}}', text: '{{nodes.merge.text}}' } };
}

/** Which worker a task goes to is in the task: one branch for each of them. */
function work(workers: readonly string[]) {
  const cases = workers.map((agent, index) => ({
    port: `worker${index + 1}`,
    when: `item.agent == ${JSON.stringify(agent)}`,
  }));
  const choose: NodeSource = { id: 'choose', type: 'condition', cases };
  const doing = workers.map((agent, index): NodeSource => {
    const first = index === 0 ? ['choose:otherwise'] : [];
    return {
      id: `work${index + 1}`,
      type: 'agent',
      title: agent,
      agent,
      after: [`choose:worker${index + 1}`, ...first],
      task: '{{item.task}}',
    };
  });
  const text = workers
    .map((_, index) => `nodes.work${index + 1} != null ? nodes.work${index + 1}.text : `)
    .join('');
  return {
    nodes: [choose, ...doing],
    output: { task: '{{item.task}}', agent: '{{item.agent}}', text: `{{${text}""}}` },
  };
}

function planSchema(workers: readonly string[], maxItems: number) {
  const properties = { agent: { type: 'string', enum: [...workers] }, task: { type: 'string' } };
  const item = { type: 'object', properties, required: ['agent', 'task'] };
  return {
    type: 'object',
    properties: { tasks: { type: 'array', items: item, minItems: 1, maxItems } },
    required: ['tasks'],
  };
}

const REVIEW_SCHEMA = {
  type: 'object',
  properties: { accepted: { type: 'boolean' }, feedback: { type: 'string' } },
  required: ['accepted', 'feedback'],
};

function chain(nodes: readonly NodeSource[]): NodeSource[] {
  return nodes.map((node, index) => (index === 0 ? node : { ...node, after: [nodes[index - 1]!.id] }));
}
