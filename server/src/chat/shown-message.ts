import type { Database } from '../db/index.ts';
import { type Reader, seenDocuments } from '../knowledge/index.ts';
import type { Citation, MessagePart } from './contract.ts';
import { answerText } from './fold.ts';
import {
  documentsSaid,
  type Eyes,
  maySee,
  shownCitations,
  shownClaims,
  shownUnknown,
  withheldTool,
} from './withhold.ts';

/** A stored answer. */
export interface Told {
  text: string;
  parts: MessagePart[];
  citations: Citation[];
}

export interface Shown extends Told {
  /** The n of each mark [n] whose document the reader may not see. */
  withheld: number[];
}

/** Every document that an answer names, once. */
export function documentsOf({ parts, citations }: Pick<Told, 'parts' | 'citations'>): Set<string> {
  const named = parts.flatMap((part) => {
    if (part.type === 'tool') return documentsSaid(part) ?? [];
    return part.type === 'unknown' ? part.nearest.map(({ documentId }) => documentId) : [];
  });
  return new Set([...citations.map(({ documentId }) => documentId), ...named]);
}

/**
 * An answer as one reader may see it. Its text is for everybody who may read the conversation. Once a tool has said what
 * somebody else than the maker may not see, that reader sees neither what was thought nor what tools were given after.
 */
export function shownTo(told: Told, eyes: Eyes): Shown {
  const { citations, withheld } = shownCitations(told.citations, eyes);
  const isSeen = (index: number) => citations.some((citation) => citation.index === index);
  const isWhole = documentsOf(told).isSubsetOf(eyes.seen);
  let isClosed = false;
  const parts = told.parts.flatMap((part): MessagePart[] => {
    if (part.type === 'tool') {
      const maySeeIt = !isClosed && maySee(documentsSaid(part), eyes);
      isClosed ||= !maySeeIt && !eyes.isMaker;
      return [maySeeIt ? part : withheldTool(part)];
    }
    if (part.type === 'check' && !isWhole) return [{ ...part, claims: shownClaims(part.claims, isSeen) }];
    if (part.type === 'unknown') return [shownUnknown(part, eyes)];
    if (part.type === 'approval' && isClosed) return [{ ...part, arguments: null }];
    return part.type === 'reasoning' && isClosed ? [] : [part];
  });
  const isReworded = parts.some((part) => part.type === 'unknown' && !told.parts.includes(part));
  return { text: isReworded ? answerText(parts) : told.text, parts, citations, withheld };
}

/** Of somebody who reads these answers. */
export async function eyesOn(
  db: Database,
  reader: Reader,
  told: readonly Told[],
  isMaker: boolean,
): Promise<Eyes> {
  const named = new Set(told.flatMap((one) => [...documentsOf(one)]));
  return { seen: await seenDocuments(db, reader, named), isMaker };
}
