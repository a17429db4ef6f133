import { createContext, useContext } from 'react';
import type { Citation } from '../../lib/api-types.ts';

export interface Citations {
  list: readonly Citation[];
  open(citation: Citation): void;
}

export const CitationContext = createContext<Citations>({ list: [], open: () => undefined });

export function useCitation(index: number): { citation: Citation | undefined; open: () => void } {
  const { list, open } = useContext(CitationContext);
  const citation = list.find((candidate) => candidate.index === index);
  return { citation, open: () => citation && open(citation) };
}
