import type { Filter, Hit, Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import { admissionsTo } from './admitted.ts';
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
/** Bases that one search asks at the same time, so that other searches get their turn. */
const MAX_BASES_AT_ONCE = 8;
/** Documents whose names one query reads. */
const NAMES_AT_ONCE = 500;

/** Hits of the bases that the person sees, in one list, best first. */
export async function searchBases(
  needs: SearchNeeds,
  reader: Reader,
  baseIds: readonly string[],
  query: Query,
): Promise<HitView[]> {
  const rerankers = await findRerankers(needs.db, query.rerank === false ? [] : baseIds);
  const admit = await admissionsTo(needs.db, reader.userId, baseIds, query.filter);
  const asked = await eachAtOnce(baseIds, MAX_BASES_AT_ONCE, async (baseId) => {
    const admitted = await admit(baseId);
    const limit = depthFor(rerankers.get(baseId), query);
    const hits = admitted ? await findInBase(needs, baseId, { ...query, limit }, admitted) : [];
    return { baseId, hits };
  });
  const found = await presentAll(needs.db, reader.userId, asked);
  const weighed = found.length === 1 ? found : found.map((hits) => weigh(hits, query));
  const merged = weighed.flat().sort((a, b) => b.score - a.score);
  const first = Map.groupBy(merged, ({ baseId }) => baseId);
  const best = [...first].filter(([baseId]) => rerankers.has(baseId)).slice(0, MAX_RERANKED_BASES);
  const ordered = await Promise.all(
    best.map(async ([baseId, hits]) => {
      const { workspaceId, userId } = reader;
      const asked = { question: query.query, asker: { ...query.account, workspaceId, userId } };
      const ordered = await rerank(needs, rerankers.get(baseId) as Reranker, asked, hits);
      return [baseId, ordered.hits.values()] as const;
    }),
  );
  const anew = new Map(ordered);
  return merged.slice(0, query.limit).map((hit) => anew.get(hit.baseId)?.next().value ?? hit);
}

/** In their order, so many at a time. */
async function eachAtOnce<T, R>(
  all: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < all.length; at = next++) done[at] = await act(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, work));
  return done;
}

/** What is private to others is not searched at all. */
async function findInBase(
  needs: SearchNeeds,
  baseId: string,
  query: Query,
  admitted: Filter,
): Promise<Hit[]> {
  const { query: text, mode, limit, weights, decay, diversity } = query;
  return openCollection(needs.search, baseId).query({
    text,
    mode,
    limit,
    ...(weights ? { weights } : {}),
    ...(diversity === undefined ? {} : { diversity }),
    ...(decay ? { decay: decayFrom(decay, needs.now()) } : {}),
    ...admitted,
  });
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
  return (await presentAll(db, userId, [{ baseId, hits }]))[0] ?? [];
}

/** Passages of documents that are gone or not ready are left out. */
async function presentAll(
  db: Database,
  userId: string,
  found: readonly { baseId: string; hits: readonly Hit[] }[],
): Promise<HitView[][]> {
  const ids = [...new Set(found.flatMap(({ hits }) => hits.map(({ documentId }) => documentId)))];
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += NAMES_AT_ONCE)
    for (const [id, name] of await readyDocuments(db, userId, ids.slice(at, at + NAMES_AT_ONCE)))
      names.set(id, name);
  return found.map(({ baseId, hits }) =>
    hits.flatMap((hit) => {
      const documentName = names.get(hit.documentId);
      if (documentName === undefined) return [];
      return [{ ...presentPassage(hit), documentName, baseId, score: hit.score, scores: hit.scores }];
    }),
  );
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
