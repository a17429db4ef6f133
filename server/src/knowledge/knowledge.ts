import type { Granted, Permit } from '../access/index.ts';
import type { HitView, PassageView } from './contract.ts';
import { explainSearch } from './explain.ts';
import type { ExplainedView, SearchSettings } from './explain-contract.ts';
import { type IndexedPassage, openCollection } from './passages.ts';
import { type BaseRow, hasReadyDocuments, knownBases, type Reader, searchableBases } from './queries.ts';
import { presentPassage, type Query, type SearchNeeds, searchBases } from './search.ts';

/** Bases that a search without a base looks into; of more than these the newest. */
export const MAX_SEARCHED_BASES = 500;

export interface FoundInAll {
  hits: HitView[];
  /** Bases with documents that were too many to be searched. */
  unsearched: number;
}

export interface Knowledge {
  hasDocuments(reader: Reader): Promise<boolean>;
  /** Those of the ids that are bases which the reader sees. */
  known(reader: Reader, baseIds: readonly string[]): Promise<Set<string>>;
  searchBase(base: Granted<'read', BaseRow>, query: Query): Promise<HitView[]>;
  /** The same search, with where each hit stood in every stage. */
  explain(base: Granted<'read', BaseRow>, settings: SearchSettings): Promise<ExplainedView>;
  /** Searches all bases that the permit's holder may read, or those of them that are named. */
  searchAll(permit: Permit<'read', 'Knowledge'>, query: Query, only?: readonly string[]): Promise<FoundInAll>;
  /** What search has of a document, in order. */
  indexed(baseId: string, documentId: string): Promise<IndexedPassage[]>;
  passages(base: Granted<'read', BaseRow>, documentId: string): Promise<PassageView[]>;
}

export function createKnowledge(needs: SearchNeeds): Knowledge {
  const { db, search } = needs;
  return {
    hasDocuments: (reader) => hasReadyDocuments(db, reader),
    known: async (reader, baseIds) => new Set(await knownBases(db, reader, baseIds)),
    searchBase: (base, query) => searchBases(needs, base.by, [base.record.id], query),
    explain: (base, settings) => explainSearch(needs, base, settings),
    async searchAll(permit, query, only) {
      const { ids, left } = await searchableBases(db, permit.by, MAX_SEARCHED_BASES, only);
      return { hits: await searchBases(needs, permit.by, ids, query), unsearched: left };
    },
    indexed: (baseId, documentId) => openCollection(search, baseId).listDocument(documentId),
    async passages(base, documentId) {
      const found = await openCollection(search, base.record.id).listDocument(documentId);
      return found.map(presentPassage).sort((a, b) => a.start - b.start);
    },
  };
}
