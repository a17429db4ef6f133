import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { KnowledgeDocument, RouteOutput } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { useRead } from '../../lib/queries.ts';

const DOCUMENTS = 'GET /api/v1/knowledge/bases/{id}/documents';
const COUNTS = 'GET /api/v1/knowledge/bases/{id}/document-counts';
/** Documents of one page, as they are asked for. */
export const PAGE_LENGTH = 100;
/** While documents are read in, and otherwise, the list is looked at this often. */
const LOOK_EVERY_MS = 2_000;
const LOOK_SELDOM_MS = 15_000;

export const STATES = ['pending', 'ready', 'failed'] as const;
export const ORDERS = ['newest', 'oldest', 'name', 'largest', 'updated'] as const;

export interface DocumentFilter {
  name: string;
  state: (typeof STATES)[number] | null;
  order: (typeof ORDERS)[number];
}

export type DocumentCounts = RouteOutput<typeof COUNTS>;

export function useDocumentCounts(baseId: string, name: string) {
  return useRead(
    COUNTS,
    { params: { id: baseId }, query: name ? { name } : {} },
    { refetchInterval: (query) => lookAfter(query.state.data as DocumentCounts | undefined) },
  );
}

const lookAfter = (counts: DocumentCounts | undefined) =>
  counts && counts.pending === 0 ? LOOK_SELDOM_MS : LOOK_EVERY_MS;

/** The documents from place to place, of as many as there may be: only the pages that are looked at are read. */
export function useDocumentPages(
  baseId: string,
  { name, state, order }: DocumentFilter,
  range: { first: number; last: number },
  counts: DocumentCounts,
): (place: number) => KnowledgeDocument | undefined {
  const api = useApi();
  const queries = useQueryClient();
  const from = Math.floor(range.first / PAGE_LENGTH);
  const to = Math.floor(Math.max(range.first, range.last) / PAGE_LENGTH);
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const givenOf = (page: number) => ({
    params: { id: baseId },
    query: {
      ...{ order, limit: PAGE_LENGTH, offset: page * PAGE_LENGTH },
      ...(name ? { name } : {}),
      ...(state ? { state } : {}),
    },
  });
  useQueries({
    queries: pages.map((page) => ({
      queryKey: [DOCUMENTS, givenOf(page)],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.call(DOCUMENTS, { ...givenOf(page), signal }),
      refetchInterval: lookAfter(counts),
      staleTime: LOOK_EVERY_MS,
    })),
  });
  return (place) => {
    const page = Math.floor(place / PAGE_LENGTH);
    const known = queries.getQueryData<RouteOutput<typeof DOCUMENTS>>([DOCUMENTS, givenOf(page)]);
    return known?.items[place % PAGE_LENGTH];
  };
}
