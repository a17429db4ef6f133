import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type BaseRow, type Knowledge, pageOfDocuments } from '../knowledge/index.ts';
import type { NewQuestion } from './contract.ts';

/** Documents that are looked at, the newest first, and of each so many headings. */
const MAX_DOCUMENTS = 40;
const MAX_OF_ONE = 3;
export const MAX_SUGGESTIONS = 50;
const MIN_HEADING_LENGTH = 4;
const MAX_HEADING_LENGTH = 120;

const ASK = {
  en: (heading: string) => `What is said about ${heading}?`,
  'zh-CN': (heading: string) => `关于“${heading}”是怎么说的？`,
};

/** A question for each heading, which expects its document. They share words with it: a beginning, no hard test. */
export async function suggestQuestions(
  db: Database,
  knowledge: Pick<Knowledge, 'passages'>,
  base: Granted<'read', BaseRow>,
  asked: ReadonlySet<string>,
  language: keyof typeof ASK,
): Promise<NewQuestion[]> {
  const documents = await pageOfDocuments(db, base, undefined, MAX_DOCUMENTS);
  const made: NewQuestion[] = [];
  const texts = new Set(asked);
  for (const { id: documentId, state } of documents) {
    if (state !== 'ready' || made.length >= MAX_SUGGESTIONS) continue;
    const passages = await knowledge.passages(base, documentId);
    const fresh = headingsOf(passages.map(({ heading }) => heading))
      .map((heading) => ASK[language](heading))
      .filter((text) => !texts.has(text))
      .slice(0, MAX_OF_ONE);
    for (const text of fresh) {
      texts.add(text);
      made.push({ text, expected: [{ documentId, grade: 1, quote: null, span: null }] });
    }
  }
  return made.slice(0, MAX_SUGGESTIONS);
}

/** The last part of a path of headings, each once. */
function headingsOf(headings: readonly (string | null)[]): string[] {
  const last = headings.flatMap((heading) => heading?.split(' › ').at(-1)?.trim() ?? []);
  return [...new Set(last)].filter(
    ({ length }) => length >= MIN_HEADING_LENGTH && length <= MAX_HEADING_LENGTH,
  );
}
