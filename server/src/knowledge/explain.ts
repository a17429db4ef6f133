// A search taken apart: each stage is a search of its own with less than the next one has, over the same documents. So
// it tells nothing that searching would not, and works wherever the index is.
import type { Query as EngineQuery, Hit } from '@agenticgen/search';
import type { Granted } from '../access/index.ts';
import { admissionsTo } from './admitted.ts';
import type { HitView } from './contract.ts';
import {
  type ExplainedView,
  MAX_EXPLAINED_RANK,
  type SEARCH_STAGES,
  type SearchSettings,
} from './explain-contract.ts';
import { openCollection } from './passages.ts';
import type { BaseRow } from './queries.ts';
import { depthFor, type Reranked, rerank } from './reranking/rerank.ts';
import { findReranker } from './reranking/reranker.ts';
import { decayFrom, presentHits, type SearchNeeds } from './search.ts';

type Stage = (typeof SEARCH_STAGES)[number];
type StageQuery = { stage: Stage; query: EngineQuery };

/** Of one stage: where each hit stands, and with which score. */
interface Told {
  stage: Stage;
  ms: number;
  places: Map<string, { rank: number; score: number | null }>;
}

/** `clock` is in milliseconds. */
export async function explainSearch(
  needs: SearchNeeds,
  { record, by }: Granted<'read', BaseRow>,
  settings: SearchSettings,
  clock: () => number = () => performance.now(),
): Promise<ExplainedView> {
  const { db, search } = needs;
  const admit = await admissionsTo(db, by.userId, [record.id], settings.filter);
  const admitted = await admit(record.id);
  if (!admitted) return { stages: [], items: [], reranker: null };
  const collection = openCollection(search, record.id);
  const model = settings.rerank ? await findReranker(db, record.id) : null;
  const depth = depthFor(model ?? undefined, settings);
  const told: Told[] = [];
  let hits: Hit[] = [];
  for (const { stage, query } of stagesOf(settings, needs.now())) {
    const startedAt = clock();
    hits = await collection.query({ ...query, ...admitted });
    told.push({ stage, ms: clock() - startedAt, places: placesOf(hits) });
  }
  const found = await presentHits(db, by.userId, record.id, hits.slice(0, depth));
  if (!model) return present(told, found.slice(0, settings.limit), null);
  const startedAt = clock();
  const asker = { workspaceId: by.workspaceId, userId: by.userId };
  const ordered = await rerank(needs, model, { question: settings.query, asker }, found);
  told.push({ stage: 'rerank', ms: clock() - startedAt, places: placesAnew(ordered) });
  return present(told, ordered.hits.slice(0, settings.limit), { model, error: ordered.error });
}

function present(
  told: readonly Told[],
  found: readonly HitView[],
  reranker: ExplainedView['reranker'],
): ExplainedView {
  return {
    reranker,
    stages: told.map(({ stage, ms }) => ({ stage, ms: Math.round(ms * 10) / 10 })),
    items: found.map((hit) => ({
      hit,
      standings: Object.fromEntries(told.map(({ stage, places }) => [stage, places.get(hit.id) ?? null])),
    })),
  };
}

/** Hits that the model was not shown have no place in its order. */
const placesAnew = ({ hits, scores }: Reranked): Told['places'] =>
  new Map(
    hits
      .slice(0, scores.size)
      .map(({ id }, index) => [id, { rank: index + 1, score: scores.get(id) ?? null }]),
  );

const placesOf = (hits: readonly Hit[]) =>
  new Map(hits.map(({ id, score }, index) => [id, { rank: index + 1, score }]));

/** From the single rankings to what the settings ask for. */
export function stagesOf(settings: SearchSettings, now: number): StageQuery[] {
  const { query: text, mode, limit, weights, phrases, prefix, decay, diversity } = settings;
  const asked = { text, limit: MAX_EXPLAINED_RANK, ...(phrases.length > 0 ? { phrases } : {}), prefix };
  const single = (['keyword', 'vector'] as const)
    .filter((one) => mode === 'hybrid' || mode === one)
    .map((one): StageQuery => ({ stage: one, query: { ...asked, mode: one } }));
  const fused = { ...asked, mode, ...(mode === 'hybrid' ? { weights } : {}) };
  const aged = { ...fused, ...(decay ? { decay: decayFrom(decay, now) } : {}) };
  return [
    ...single,
    ...(mode === 'hybrid' ? [{ stage: 'fusion' as const, query: fused }] : []),
    ...(decay ? [{ stage: 'decay' as const, query: aged }] : []),
    ...(diversity > 0 ? [{ stage: 'diversity' as const, query: { ...aged, limit, diversity } }] : []),
  ];
}
