import { z } from 'zod';
import { permit } from '../access/index.ts';
import { type HitView, type Knowledge, MAX_PARTS, partsOf, searchParts } from '../knowledge/index.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool } from '../tools/index.ts';

const DEFAULT_HITS = 6;
const MAX_HITS = 20;
const MAX_QUERY_LENGTH = 1_000;

const schema = z.object({
  query: z
    .string()
    .trim()
    .min(1)
    .max(MAX_QUERY_LENGTH)
    .describe('What to look for, in words that a source may have'),
  parts: z
    .array(z.string().trim().min(1).max(MAX_QUERY_LENGTH))
    .max(MAX_PARTS)
    .optional()
    .describe('Where the question asks for several things: each as a question of its own'),
  limit: z.number().int().min(1).max(MAX_HITS).default(DEFAULT_HITS),
});

const NOTHING = 'Nothing was found. Say that the knowledge does not tell.';

const leftOut = (bases: number) =>
  `${bases} older knowledge bases were too many to be searched; say so where it matters.\n\n`;

/** search_knowledge: passages that the asking person may read, numbered as the answer is to cite them. */
export function searchKnowledgeTool({ knowledge }: { knowledge: Knowledge }): Tool<z.infer<typeof schema>> {
  return {
    name: 'search_knowledge',
    title: 'Search knowledge',
    description:
      "Searches the workspace's documents by meaning and by words. Each passage has a mark like [1]: put it behind what you take from it.",
    effect: 'read',
    schema,
    right: ['read', 'Knowledge'],
    async run({ query, parts, limit }, { principal, firstCitation, bases, runId, account }) {
      const allowed = permit(principal, 'read', 'Knowledge');
      const asked = { limit, mode: 'hybrid', account: { runId, ...account } } as const;
      const { hits, unsearched } = await searchParts(
        (wanted) => knowledge.searchAll(allowed, { ...asked, query: wanted }, bases),
        [query, ...(parts ?? partsOf(query))],
        limit,
      );
      const before = unsearched > 0 ? leftOut(unsearched) : '';
      const { shown, output } = told(hits, firstCitation, MAX_TOOL_OUTPUT_LENGTH - before.length);
      const citations = shown.map(({ id, text, score: _, scores: __, ...hit }) => ({
        ...hit,
        passageId: id,
        quote: text,
      }));
      const documents = [...new Set(shown.map(({ documentId }) => documentId))];
      return { ok: true, output: `${before}${output || NOTHING}`, files: [], citations, documents };
    },
  };
}

/**
 * As many passages as a tool may say, whole: what is longer would be kept as a file of the conversation, where those
 * could read it who may not see the documents.
 */
function told(
  hits: readonly HitView[],
  firstCitation: number,
  room: number,
): { shown: HitView[]; output: string } {
  const shown: HitView[] = [];
  let output = '';
  for (const hit of hits) {
    const place = [hit.documentName, hit.page ? `page ${hit.page}` : '', hit.heading ?? ''];
    const head = `[${firstCitation + shown.length}] ${place.filter((part) => part !== '').join(' · ')}`;
    const longer = `${output}${output ? '\n\n' : ''}${head}\n${hit.text}`;
    if (longer.length > room) break;
    output = longer;
    shown.push(hit);
  }
  return { shown, output };
}

/** The tools that rest on other slices than `tools`. */
export function agentTools(needs: { knowledge: Knowledge }): Tool[] {
  return [searchKnowledgeTool(needs)] as Tool[];
}
