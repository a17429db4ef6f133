import type { Agent } from '../../lib/api-types.ts';

/** What a version says of an agent, in the order of the form. */
export const FIELDS = [
  'name',
  'description',
  'instructions',
  'capabilities',
  'tools',
  'approvals',
  'agents',
  'knowledge',
  'modelId',
  'memoryMessages',
  'limits',
] as const satisfies readonly (keyof Agent)[];
export type Field = (typeof FIELDS)[number];

export interface FieldChange {
  field: Field;
  before: Agent[Field];
  after: Agent[Field];
}

/** The fields in which two versions differ. The order of a list counts for nothing. */
export function diffAgents(from: Agent, to: Agent): FieldChange[] {
  return FIELDS.filter((field) => text(from[field]) !== text(to[field])).map((field) => ({
    field,
    before: from[field],
    after: to[field],
  }));
}

function text(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
}
