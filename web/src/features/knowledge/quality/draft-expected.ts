import type { Question } from '../../../lib/api-types.ts';

type Expected = Question['expected'][number];

/** What is being written of an expectation. */
export interface DraftExpected extends Omit<Expected, 'documentName'> {
  key: string;
  documentName?: string | undefined;
  /** What stands there, as far as it was seen. */
  spanText?: string | undefined;
}

let made = 0;

export function emptyExpected(): DraftExpected {
  return { key: `new-${++made}`, documentId: '', grade: 1, quote: null, span: null };
}

/** Without those that name no document yet; an empty quote is none. */
export function toExpected(drafts: readonly DraftExpected[]): Omit<Expected, 'documentName'>[] {
  return drafts
    .filter(({ documentId }) => documentId !== '')
    .map(({ documentId, grade, quote, span }) => ({ documentId, grade, quote: quote?.trim() || null, span }));
}
