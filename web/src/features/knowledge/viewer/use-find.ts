import { useMemo, useState } from 'react';
import type { Passage } from '../../../lib/api-types.ts';
import { shownPassages } from '../shown-passages.ts';
import { findAll, MAX_MATCHES, type Span, stepped } from './find.ts';

/** In the shown text of a passage, by its number. */
export interface Match extends Span {
  passage: number;
}

/** What is searched for in a document, where it has it, and which of those places is looked at. */
export function useFind(passages: readonly Passage[]) {
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const shown = useMemo(() => shownPassages(passages), [passages]);
  const matches = useMemo(() => {
    const found: Match[] = [];
    for (const [passage, { text }] of shown.entries())
      for (const span of findAll(text, wanted, MAX_MATCHES - found.length)) found.push({ passage, ...span });
    return found;
  }, [shown, wanted]);
  return {
    matches,
    bar: {
      wanted,
      onWanted: (next: string) => {
        setWanted(next);
        setAt(0);
      },
      at,
      count: matches.length,
      onStep: (by: 1 | -1) => setAt((now) => stepped(now, by, matches.length)),
    },
  };
}
