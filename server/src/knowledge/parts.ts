import type { Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import { compactionProcedure, noteRemoved } from './compaction.ts';
import { createSettler } from './control.ts';
import { embeddedSearch } from './embedding/embedded-search.ts';
import type { EmbeddingModel } from './embedding/vectors.ts';
import { knowledgeErrors } from './errors.ts';
import { createIngestor } from './ingestor.ts';
import { createKnowledge } from './knowledge.ts';
import type { IngestionStart } from './needs.ts';
import type { Paying } from './paid-step.ts';
import { createParsers } from './parse/parsers.ts';
import { ingestionProcedure, type KnowledgeProcedureNeeds, removalProcedure } from './procedures.ts';
import type { Rank } from './reranking/rerank.ts';
import { retriesProcedure } from './retries.ts';
import type { Eyes } from './vision/transcripts.ts';

/** Whose model makes vectors. */
export interface EmbeddingFor extends EmbeddingModel {
  workspaceId: string;
}

export interface KnowledgePartsNeeds {
  db: Database;
  files: FileStore;
  search: Search;
  /** Vectors by a model of a provider. Absent: the engine learns all. */
  embed?(which: EmbeddingFor, texts: readonly string[], paying: Paying): Promise<Float32Array[]>;
  /** Puts finds in order. */
  rank: Rank;
  /** Absent: nobody reads pictures. */
  eyes?: Eyes | undefined;
  now(): number;
  onTrouble(trouble: { act: string; error: unknown }): void;
}

/** What lives as long as the process. Close the parsers once no run asks them any more. */
export function createKnowledgeParts({
  db,
  files,
  search: engine,
  embed,
  rank,
  eyes,
  now,
  onTrouble,
}: KnowledgePartsNeeds) {
  const parsers = createParsers();
  const search = embeddedSearch({
    ...{ search: engine, db },
    async embed(baseId, model, texts, paying) {
      if (!embed) throw knowledgeErrors.base_gone();
      return embed({ ...model, workspaceId: await workspaceOf(db, baseId) }, texts, paying);
    },
  });
  return {
    search,
    parsers,
    knowledge: createKnowledge({ db, search, rank, now, onTrouble }),
    ingestor: createIngestor({ db, files, search, embedAhead: search.embedAhead, parsers, eyes, now }),
    settler: createSettler(db, onTrouble),
  };
}

async function workspaceOf(db: Database, baseId: string): Promise<string> {
  const base = await db
    .selectFrom('knowledge_bases')
    .select('workspace_id')
    .where('id', '=', baseId)
    .executeTakeFirst();
  if (!base) throw knowledgeErrors.base_gone();
  return base.workspace_id;
}

/** `starting` is called by runs: what starts them is there by then. */
export function knowledgeProcedures(
  given: Omit<KnowledgeProcedureNeeds, 'onRemoved'> & { search: Search },
  starting: () => IngestionStart,
) {
  const compaction = compactionProcedure(given);
  const needs: KnowledgeProcedureNeeds = {
    ...given,
    onRemoved: (tx, baseId, passages) => noteRemoved(tx, { ...starting(), compaction }, baseId, passages),
  };
  return {
    ingestion: ingestionProcedure(needs),
    removal: removalProcedure(needs),
    retries: retriesProcedure(starting),
    compaction,
  };
}
