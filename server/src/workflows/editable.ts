import type { Node } from '@agenticgen/orchestrator/workflow';

/** What of a node may be given anew. Who decides an approval, and how many, is the definition's alone. */
export const EDITABLE: Partial<Record<Node['type'], readonly string[]>> = {
  agent: ['task', 'context', 'model'],
  tool: ['arguments'],
  code: ['code', 'inputs'],
  knowledge: ['query', 'limit'],
  approval: ['question', 'payload'],
};

/** Which parts of what a task was given may be given anew: `type` says what kind of task it is. */
export function editableOf(given: unknown): string[] {
  if (typeof given !== 'object' || given === null || !('type' in given)) return [];
  const allowed = EDITABLE[given.type as Node['type']] ?? [];
  return allowed.filter((key) => key in given);
}
