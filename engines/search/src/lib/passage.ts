import { SearchError } from './errors.ts';
import {
  MAX_ATTRIBUTES_CHARS,
  MAX_BATCH,
  MAX_HEADING_CHARS,
  MAX_ID_CHARS,
  MAX_TEXT_CHARS,
  MAX_VECTOR_WIDTH,
} from './limits.ts';

export type Attributes = Record<string, string | number>;
export type Passage = {
  id: string;
  documentId: string;
  text: string;
  /** Left out where the collection learns its vectors itself. */
  vector?: Float32Array | undefined;
  /** What the text stands under: searched with more weight than the text, and no part of it. */
  heading?: string;
  /** The passage around this one. It is in the collection as well, with `role: 'context'`. */
  parentId?: string;
  /** `context` is not searched: it is shown in place of the passages whose parent it is. */
  role?: 'searched' | 'context';
  /** When this was said, in milliseconds since 1970: what `decay` goes by. */
  at?: number;
  attributes?: Attributes | undefined;
};
export type StoredPassage = {
  id: string;
  documentId: string;
  text: string;
  attributes: Attributes;
  heading?: string;
  parentId?: string;
  at?: number;
};

/** Checks a batch as a whole, so that a bad passage leaves nothing of it behind. */
export function checkPassages(passages: Passage[], documentId?: string): void {
  if (passages.length > MAX_BATCH) {
    throw new SearchError(
      'search_batch_too_large',
      `Cannot add passages: got ${passages.length}, at most ${MAX_BATCH} at once`,
    );
  }
  const ids = new Set<string>();
  const searched = passages.filter(({ role }) => role !== 'context');
  const width = searched[0]?.vector?.length;
  for (const passage of passages) {
    const problem = passageProblem(passage, ids, documentId);
    if (problem)
      throw new SearchError(
        'search_passage_invalid',
        `Cannot add passage ${JSON.stringify(String(passage.id).slice(0, 80))}: ${problem}`,
      );
    ids.add(passage.id);
  }
  for (const { vector } of searched)
    if (vector?.length !== width) throw widthMismatch(vector?.length ?? 0, width ?? 0);
}

function passageProblem(passage: Passage, ids: Set<string>, documentId?: string): string | undefined {
  const { id, vector, text, attributes, heading = '', parentId, at } = passage;
  if (!isId(id) || !isId(passage.documentId)) return `ids have 1 to ${MAX_ID_CHARS} characters and no NUL`;
  if (ids.has(id)) return 'its id comes twice';
  if (documentId !== undefined && passage.documentId !== documentId)
    return `its document is not ${JSON.stringify(documentId)}`;
  if (parentId !== undefined && !isId(parentId)) return 'its parent is no id';
  if (at !== undefined && !Number.isFinite(at)) return `its time is ${at}, wanted milliseconds`;
  if (text.length > MAX_TEXT_CHARS)
    return `its text has ${text.length} characters, at most ${MAX_TEXT_CHARS}`;
  if (heading.length > MAX_HEADING_CHARS)
    return `its heading has ${heading.length} characters, at most ${MAX_HEADING_CHARS}`;
  const size = sizeOf(attributes ?? {});
  if (size > MAX_ATTRIBUTES_CHARS)
    return `its attributes have ${size} characters, at most ${MAX_ATTRIBUTES_CHARS}`;
  return vector && vectorProblem(vector);
}

/** As JSON has it; where it is surely little, as much as it can be at most. */
function sizeOf(attributes: Attributes): number {
  let most = BRACES;
  for (const [name, value] of Object.entries(attributes)) most += SIGNS + lengthOf(name) + lengthOf(value);
  return most <= MAX_ATTRIBUTES_CHARS ? most : JSON.stringify(attributes).length;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'number') return MAX_NUMBER_CHARS;
  return typeof value === 'string' ? MAX_JSON_UNITS * value.length : Number.POSITIVE_INFINITY;
}

/** "\\u0000" for one character; a number such as -1.2345678901234567e-300. */
const MAX_JSON_UNITS = 6;
const MAX_NUMBER_CHARS = 24;
const BRACES = 2;
/** Quotes, a colon and a comma. */
const SIGNS = 6;

function vectorProblem(vector: Float32Array): string | undefined {
  if (vector.length < 1 || vector.length > MAX_VECTOR_WIDTH)
    return `its vector has ${vector.length} numbers, wanted 1 to ${MAX_VECTOR_WIDTH}`;
  return holdsFinite(vector) ? undefined : 'its vector holds a number that is not finite';
}

/** In one pass without a call for each number: what is not finite makes the sum so. */
export function holdsFinite(vector: Float32Array): boolean {
  let sum = 0;
  for (const value of vector) sum += value * 0;
  return sum === 0;
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
