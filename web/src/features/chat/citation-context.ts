import { createContext, useContext } from 'react';
import type { CheckedClaim, Citation } from '../../lib/api-types.ts';

export interface Citations {
  list: readonly Citation[];
  /** The n of each mark [n] whose document the reader may not see. */
  withheld: readonly number[];
  /** The sentences of the answer as they were checked, by their number. */
  claims: readonly CheckedClaim[];
  open(citation: Citation): void;
}

export const CitationContext = createContext<Citations>({
  list: [],
  withheld: [],
  claims: [],
  open: () => undefined,
});

export interface ShownCitation {
  citation: Citation | undefined;
  /** The sentence was held against the passage, and the passage has nothing to do with it. */
  isWrong: boolean;
  isWithheld: boolean;
  open(): void;
}

/** A citation at the place that one sentence rests on, where the mark stands in a sentence that was checked. */
export function useCitation(index: number, claimIndex?: number): ShownCitation {
  const { list, withheld, claims, open } = useContext(CitationContext);
  const found = list.find((candidate) => candidate.index === index);
  const claim = claimIndex === undefined ? undefined : claims[claimIndex];
  const span = claim?.spans.find((candidate) => candidate.index === index);
  const citation = found && span ? { ...found, ...span } : found;
  const isWrong = claim?.wrong.includes(index) ?? false;
  const isWithheld = withheld.includes(index);
  return { citation, isWrong, isWithheld, open: () => citation && open(citation) };
}
