import type { TaskOf, TaskResult } from '@agenticgen/orchestrator/workflow';
import { type Principal, permit } from '../access/index.ts';
import { type Account, type Knowledge, partsOf, searchParts } from '../knowledge/index.ts';

export type KnowledgeSearch = Pick<Knowledge, 'searchAll'>;

/** Passages that the person behind the run may read. */
export async function searchKnowledge(
  knowledge: KnowledgeSearch,
  principal: Principal,
  account: Account,
  { query, limit, base }: TaskOf<'knowledge'>,
): Promise<TaskResult> {
  const allowed = permit(principal, 'read', 'Knowledge');
  const parts = partsOf(query);
  const only = base === undefined ? undefined : [base];
  const { hits, unsearched } = await searchParts(
    (wanted) => knowledge.searchAll(allowed, { query: wanted, limit, mode: 'hybrid', account }, only),
    [query, ...parts],
    limit,
  );
  const passages = hits.map(({ scores: _, ...passage }) => passage);
  return { output: { passages, parts, unsearched, text: passages.map(({ text }) => text).join('\n\n') } };
}
