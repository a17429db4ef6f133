import type { TaskOf, TaskResult } from '@agenticgen/orchestrator/workflow';
import { type Principal, permit } from '../access/index.ts';
import type { Knowledge } from '../knowledge/index.ts';

export type KnowledgeSearch = Pick<Knowledge, 'searchAll'>;

/** Passages that the person behind the run may read. */
export async function searchKnowledge(
  knowledge: KnowledgeSearch,
  principal: Principal,
  { query, limit, base }: TaskOf<'knowledge'>,
): Promise<TaskResult> {
  const allowed = permit(principal, 'read', 'Knowledge');
  const hits = await knowledge.searchAll(allowed, { query, limit, mode: 'hybrid' });
  const wanted = base === undefined ? hits : hits.filter(({ baseId }) => baseId === base);
  const passages = wanted.map(({ scores: _, ...passage }) => passage);
  return { output: { passages, text: passages.map(({ text }) => text).join('\n\n') } };
}
