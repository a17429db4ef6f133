// A search taken apart: each stage is a search of its own with less than the next one has, over the same documents. So
// it tells nothing that searching would not, and works wherever the index is.
import type { Query as EngineQuery, Hit } from '@agenticgen/search';
import type { Granted } from '../access/index.ts';
import {
  type ExplainedView,
  MAX_EXPLAINED_RANK,
  type SEARCH_STAGES,
  type SearchSettings,
} from './explain-contract.ts';
import { openCollection } from './passages.ts';
import { type BaseRow, readyDocuments, searchedDocuments } from './queries.ts';
import { presentPassage, type SearchNeeds } from './search.ts';

type Stage = (typeof SEARCH_STAGES)[number];
type StageQuery = { stage: Stage; query: EngineQuery };

/** `clock` is in milliseconds. */
export async function explainSearch(
  { db, search }: SearchNeeds,
  { record, by }: Granted<'read', BaseRow>,
  settings: SearchSettings,
  clock: () => number = () => performance.now(),
): Promise<ExplainedView> {
  const documentIds = await searchedDocuments(db, by.userId, record.id);
  if (documentIds?.length === 0) return { stages: [], items: [] };
  const collection = openCollection(search, record.id);
  const told: { stage: Stage; ms: number; hits: Hit[] }[] = [];
  for (const { stage, query } of stagesOf(settings)) {
    const startedAt = clock();
    // The stages as they are: no model orders them anew.
    const hits = await collection.query({ ...query, ...(documentIds ? { documentIds } : {}) }, {});
    told.push({ stage, ms: clock() - startedAt, hits });
  }
  const last = told.at(-1)?.hits.slice(0, settings.limit) ?? [];
  const names = await readyDocuments(db, by.userId, [...new Set(last.map((hit) => hit.documentId))]);
  const standings = told.map(({ stage, hits }) => ({ stage, places: placesOf(hits) }));
  return {
    stages: told.map(({ stage, ms }) => ({ stage, ms: Math.round(ms * 10) / 10 })),
    items: last.flatMap((hit) => {
      const documentName = names.get(hit.documentId);
      if (documentName === undefined) return [];
      const { score, scores } = hit;
      return [
        {
          hit: { ...presentPassage(hit), documentName, baseId: record.id, score, scores },
          standings: Object.fromEntries(
            standings.map(({ stage, places }) => [stage, places.get(hit.id) ?? null]),
          ),
        },
      ];
    }),
  };
}

const placesOf = (hits: readonly Hit[]) =>
  new Map(hits.map(({ id, score }, index) => [id, { rank: index + 1, score }]));

/** From the single rankings to what the settings ask for. */
export function stagesOf(settings: SearchSettings): StageQuery[] {
  const { query: text, mode, limit, weights, phrases, prefix, diversity } = settings;
  const asked = { text, limit: MAX_EXPLAINED_RANK, ...(phrases.length > 0 ? { phrases } : {}), prefix };
  const single = (['keyword', 'vector'] as const)
    .filter((one) => mode === 'hybrid' || mode === one)
    .map((one): StageQuery => ({ stage: one, query: { ...asked, mode: one } }));
  const fused = { ...asked, mode, ...(mode === 'hybrid' ? { weights } : {}) };
  return [
    ...single,
    ...(mode === 'hybrid' ? [{ stage: 'fusion' as const, query: fused }] : []),
    ...(diversity > 0 ? [{ stage: 'diversity' as const, query: { ...fused, limit, diversity } }] : []),
  ];
}
