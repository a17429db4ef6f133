import type { Hit, Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import type { HitView, PassageView, SEARCH_MODES } from './contract.ts';
import { openCollection } from './passages.ts';
import { readyDocuments, searchedDocuments } from './queries.ts';

export interface SearchNeeds {
  db: Database;
  search: Search;
}

export interface Query {
  query: string;
  mode: (typeof SEARCH_MODES)[number];
  limit: number;
  /** Of the two rankings of a hybrid search; 1 each by default. */
  weights?: { keyword: number; vector: number } | undefined;
  /** 0 (by default) to 1: how much a hit loses by being like those above it. */
  diversity?: number | undefined;
}

interface Place {
  id: string;
  documentId: string;
  text: string;
  attributes: Record<string, string | number>;
}

export function presentPassage({ id, documentId, text, attributes }: Place): PassageView {
  const { heading, page, start, end, version = 1 } = attributes;
  return {
    id,
    documentId,
    text,
    heading: heading ? String(heading) : null,
    page: page ? Number(page) : null,
    start: Number(start),
    end: Number(end),
    version: Number(version),
  };
}

/**
 * Hits of one base that the person sees, best first: what is private to others is not searched at all. Passages of
 * documents that are gone or not ready are left out.
 */
export async function searchBase(
  needs: SearchNeeds,
  userId: string,
  baseId: string,
  query: Query,
): Promise<HitView[]> {
  const documentIds = await searchedDocuments(needs.db, userId, baseId);
  if (documentIds?.length === 0) return [];
  const { query: text, mode, limit, weights, diversity } = query;
  const hits: Hit[] = await openCollection(needs.search, baseId).query({
    text,
    mode,
    limit,
    ...(weights ? { weights } : {}),
    ...(diversity === undefined ? {} : { diversity }),
    ...(documentIds ? { documentIds } : {}),
  });
  const names = await readyDocuments(needs.db, userId, [...new Set(hits.map((hit) => hit.documentId))]);
  return hits.flatMap((hit) => {
    const documentName = names.get(hit.documentId);
    if (documentName === undefined) return [];
    return [{ ...presentPassage(hit), documentName, baseId, score: hit.score, scores: hit.scores }];
  });
}

/**
 * How near a base comes to the question. Fused scores tell ranks within one base only: the best hit of a base
 * that knows nothing has as high a one as that of the base that knows. Cosines compare across bases.
 * Weighing results by their collection: Callan, Lu and Croft, "Searching distributed collections", SIGIR 1995.
 */
function nearness(hits: readonly HitView[]): number {
  return Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0));
}

/** Hits of several bases in one list, best first. */
export async function searchBases(
  needs: SearchNeeds,
  userId: string,
  baseIds: readonly string[],
  query: Query,
): Promise<HitView[]> {
  const found = await Promise.all(baseIds.map((baseId) => searchBase(needs, userId, baseId, query)));
  const weighed = found.map((hits) => {
    const weight = query.mode === 'hybrid' ? nearness(hits) : 1;
    return hits.map((hit) => ({ ...hit, score: hit.score * weight }));
  });
  return weighed
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, query.limit);
}
