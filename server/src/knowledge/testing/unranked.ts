import type { SearchNeeds } from '../search.ts';

/** No model to put finds in order. */
export const UNRANKED: Omit<SearchNeeds, 'db' | 'search'> = {
  now: Date.now,
  rank: () => Promise.reject(new TypeError('There is no model')),
  onTrouble({ error }) {
    throw error;
  },
};
