import type { Hit, Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import { admittedDocuments } from './admitted.ts';
import type { DocumentFilter, HitView, PassageView, SEARCH_MODES } from './contract.ts';
import { openCollection } from './passages.ts';
import { type Reader, readyDocuments } from './queries.ts';
import type { Reranker } from './reranking/contract.ts';
import { type Account, depthFor, type RerankNeeds, rerank } from './reranking/rerank.ts';
import { findRerankers } from './reranking/reranker.ts';

export interface SearchNeeds extends RerankNeeds {
  db: Database;
  search: Search;
  now(): number;
}

export interface Decay {
  halfLifeDays: number;
}

export interface Query {
  query: string;
  mode: (typeof SEARCH_MODES)[number];
  limit: number;
  /** Of the two rankings of a hybrid search; 1 each by default. */
  weights?: { keyword: number; vector: number } | undefined;
  /** 0 (by default) to 1: how much a hit loses by being like those above it. */
  diversity?: number | undefined;
  /** What is so many days older than now counts half. */
  decay?: Decay | null | undefined;
  filter?: DocumentFilter | undefined;
  /** False: not even where the base has a model for that. */
  rerank?: boolean | undefined;
  /** What the call of a model counts for. */
  account?: Account | undefined;
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

const DAY_MS = 86_400_000;
/** Of several bases in one search those whose model is asked for an order: the ones with the best hits. */
export const MAX_RERANKED_BASES = 3;

/** Hits of the bases that the person sees, in one list, best first. */
export async function searchBases(
  needs: SearchNeeds,
  reader: Reader,
  baseIds: readonly string[],
  query: Query,
): Promise<HitView[]> {
  const rerankers = await findRerankers(needs.db, query.rerank === false ? [] : baseIds);
  const found = await Promise.all(
    baseIds.map((baseId) =>
      findInBase(needs, reader, baseId, { ...query, limit: depthFor(rerankers.get(baseId), query) }),
    ),
  );
  const weighed = found.length === 1 ? found : found.map((hits) => weigh(hits, query));
  const merged = weighed.flat().sort((a, b) => b.score - a.score);
  const first = Map.groupBy(merged, ({ baseId }) => baseId);
  const asked = [...first].filter(([baseId]) => rerankers.has(baseId)).slice(0, MAX_RERANKED_BASES);
  const ordered = await Promise.all(
    asked.map(async ([baseId, hits]) => {
      const { workspaceId, userId } = reader;
      const asked = { question: query.query, asker: { ...query.account, workspaceId, userId } };
      const ordered = await rerank(needs, rerankers.get(baseId) as Reranker, asked, hits);
      return [baseId, ordered.hits.values()] as const;
    }),
  );
  const anew = new Map(ordered);
  return merged.slice(0, query.limit).map((hit) => anew.get(hit.baseId)?.next().value ?? hit);
}

/**
 * What is private to others is not searched at all. Passages of documents that are gone or not ready are left out.
 */
async function findInBase(
  needs: SearchNeeds,
  { userId }: Reader,
  baseId: string,
  query: Query,
): Promise<HitView[]> {
  const admitted = await admittedDocuments(needs.db, userId, baseId, query.filter);
  if (!admitted) return [];
  const { query: text, mode, limit, weights, decay, diversity } = query;
  const hits: Hit[] = await openCollection(needs.search, baseId).query({
    text,
    mode,
    limit,
    ...(weights ? { weights } : {}),
    ...(diversity === undefined ? {} : { diversity }),
    ...(decay ? { decay: decayFrom(decay, needs.now()) } : {}),
    ...admitted,
  });
  return presentHits(needs.db, userId, baseId, hits);
}

export const decayFrom = ({ halfLifeDays }: Decay, now: number) => ({
  halfLifeMs: halfLifeDays * DAY_MS,
  now,
});

/** Those of documents that are seen and ready. */
export async function presentHits(
  db: Database,
  userId: string,
  baseId: string,
  hits: readonly Hit[],
): Promise<HitView[]> {
  const names = await readyDocuments(db, userId, [...new Set(hits.map((hit) => hit.documentId))]);
  return hits.flatMap((hit) => {
    const documentName = names.get(hit.documentId);
    if (documentName === undefined) return [];
    return [{ ...presentPassage(hit), documentName, baseId, score: hit.score, scores: hit.scores }];
  });
}

function weigh(hits: readonly HitView[], { mode }: Query): HitView[] {
  const weight = mode === 'hybrid' ? nearness(hits) : 1;
  return hits.map((hit) => ({ ...hit, score: hit.score * weight }));
}

/**
 * How near a base comes to the question. Fused scores tell ranks within one base only: the best hit of a base
 * that knows nothing has as high a one as that of the base that knows. Cosines compare across bases.
 * Weighing results by their collection: Callan, Lu and Croft, "Searching distributed collections", SIGIR 1995.
 */
function nearness(hits: readonly HitView[]): number {
  return Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0));
}
