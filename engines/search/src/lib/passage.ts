import { SearchError } from './errors.ts';
import { MAX_ATTRIBUTES_CHARS, MAX_BATCH, MAX_ID_CHARS, MAX_TEXT_CHARS, MAX_VECTOR_WIDTH } from './limits.ts';

export type Attributes = Record<string, string | number>;
export type Passage = {
  id: string;
  documentId: string;
  text: string;
  vector: Float32Array;
  attributes?: Attributes;
};
export type StoredPassage = { id: string; documentId: string; text: string; attributes: Attributes };

/** Checks a batch as a whole, so that a bad passage leaves nothing of it behind. */
export function checkPassages(passages: Passage[], documentId?: string): void {
  if (passages.length > MAX_BATCH) {
    throw new SearchError(
      'search_batch_too_large',
      `Cannot add passages: got ${passages.length}, at most ${MAX_BATCH} at once`,
    );
  }
  const ids = new Set<string>();
  const width = passages[0]?.vector.length;
  for (const passage of passages) {
    const problem = passageProblem(passage, ids, documentId);
    if (problem)
      throw new SearchError(
        'search_passage_invalid',
        `Cannot add passage ${JSON.stringify(String(passage.id).slice(0, 80))}: ${problem}`,
      );
    if (passage.vector.length !== width) throw widthMismatch(passage.vector.length, width ?? 0);
    ids.add(passage.id);
  }
}

function passageProblem(passage: Passage, ids: Set<string>, documentId?: string): string | undefined {
  const { id, vector, text, attributes } = passage;
  if (!isId(id) || !isId(passage.documentId)) return `ids have 1 to ${MAX_ID_CHARS} characters and no NUL`;
  if (ids.has(id)) return 'its id comes twice';
  if (documentId !== undefined && passage.documentId !== documentId)
    return `its document is not ${JSON.stringify(documentId)}`;
  if (text.length > MAX_TEXT_CHARS)
    return `its text has ${text.length} characters, at most ${MAX_TEXT_CHARS}`;
  if (vector.length < 1 || vector.length > MAX_VECTOR_WIDTH)
    return `its vector has ${vector.length} numbers, wanted 1 to ${MAX_VECTOR_WIDTH}`;
  if (!vector.every(Number.isFinite)) return 'its vector holds a number that is not finite';
  const size = JSON.stringify(attributes ?? {}).length;
  if (size > MAX_ATTRIBUTES_CHARS)
    return `its attributes have ${size} characters, at most ${MAX_ATTRIBUTES_CHARS}`;
  return undefined;
}

export function isId(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_ID_CHARS && !id.includes('\0');
}

export function widthMismatch(came: number, wanted: number): SearchError {
  return new SearchError(
    'search_width_mismatch',
    `Cannot use vector: width is ${came}, index needs ${wanted}`,
  );
}
