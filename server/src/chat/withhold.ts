// What a reader may not see of an answer: the words, names and places of documents that he may not see.
import { type CheckedClaim, dontKnow } from '../knowledge/index.ts';
import type { Citation, MessagePart } from './contract.ts';

/** Who reads, by what of the documents behind an answer he may see. */
export interface Eyes {
  /** The documents that he may see, of those that the answer names. */
  seen: ReadonlySet<string>;
  /** Whether the answer was made in his name: then he has read already what was thought on the way. */
  isMaker: boolean;
}

type PartOf<T extends MessagePart['type']> = Extract<MessagePart, { type: T }>;
type Told = Pick<PartOf<'tool'>, 'tool' | 'documents'>;

/** Tools that bring words of documents, told by name where an older record does not tell of which. */
const QUOTING = /^(?:search_knowledge$|ask_agent$|agent_|workflow_)/;

/** Documents whose words a tool may have said; null where that is not known. */
export function documentsSaid({ tool, documents }: Told): readonly string[] | null {
  if (documents !== undefined) return documents;
  return QUOTING.test(tool) ? null : [];
}

export function maySee(documents: readonly string[] | null, { seen, isMaker }: Eyes): boolean {
  return documents === null ? isMaker : documents.every((id) => seen.has(id));
}

export function shownCitations(
  citations: readonly Citation[],
  { seen }: Pick<Eyes, 'seen'>,
): { citations: Citation[]; withheld: number[] } {
  const hidden = citations.filter(({ documentId }) => !seen.has(documentId));
  return {
    citations: citations.filter((citation) => !hidden.includes(citation)),
    withheld: hidden.map(({ index }) => index),
  };
}

/** That a sentence is supported may be known; by which words, where the document may be seen. */
export function shownClaims(
  claims: readonly CheckedClaim[],
  isSeen: (index: number) => boolean,
): CheckedClaim[] {
  return claims.map((claim) => ({ ...claim, spans: claim.spans.filter(({ index }) => isSeen(index)) }));
}

type Unknown = Pick<PartOf<'unknown'>, 'text' | 'searched' | 'nearest'>;

/** The text names the nearest documents: it is put anew with those that may be seen. */
export function shownUnknown<T extends Unknown>(part: T, { seen }: Pick<Eyes, 'seen'>): T {
  const nearest = part.nearest.filter(({ documentId }) => seen.has(documentId));
  if (nearest.length === part.nearest.length) return part;
  return { ...part, nearest, text: dontKnow(part.searched[0] ?? part.text, part.searched, nearest) };
}

/** That a tool was called, and how it ended, but neither what it was given nor what it said. */
export function withheldTool<T extends Partial<PartOf<'tool'>>>(said: T) {
  const { documents: _, scan: __, ...rest } = said;
  return { ...rest, arguments: null, output: '', withheld: true };
}
