import type { Step } from './time-line.ts';

/** The catalogue's key and values for a step's name. */
export interface StepTitle {
  key: string;
  number?: number;
  tool?: string;
}

const NAMED = new Set([
  'route',
  'save',
  'save-partial',
  'agent',
  'ask-agents',
  'agent-result',
  'index',
  'ready',
  'failed',
  'remove',
  'execute',
]);

/** What a step does, for people; null for a step that is known only by its name. */
export function stepTitle({ name, events }: Pick<Step, 'name' | 'events'>): StepTitle | null {
  if (NAMED.has(name)) return { key: `step.${name}` };
  const wait = /^(?:model|tool|result)-[\d-]+~(approval|wait|raised|resumed)\d*$/.exec(name)?.[1];
  if (wait) return { key: `step.${wait}` };
  const model = /^model-(\d+)(?:~\d+)?$/.exec(name)?.[1];
  if (model) return { key: 'step.model', number: Number(model) };
  if (!/^tool-\d+-\d+$/.test(name)) return null;
  const tool = events.map(({ payload }) => payload['tool']).find((value) => typeof value === 'string');
  return tool === undefined ? { key: 'step.someTool' } : { key: 'step.tool', tool: tool as string };
}
