import type { Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import { compactionProcedure, noteRemoved } from './compaction.ts';
import { createSettler } from './control.ts';
import { createIngestor } from './ingestor.ts';
import { createKnowledge } from './knowledge.ts';
import type { IngestionStart } from './needs.ts';
import { createParsers } from './parse/parsers.ts';
import { ingestionProcedure, type KnowledgeProcedureNeeds, removalProcedure } from './procedures.ts';
import { retriesProcedure } from './retries.ts';
import type { Eyes } from './vision/transcripts.ts';

export interface KnowledgePartsNeeds {
  db: Database;
  files: FileStore;
  search: Search;
  /** Absent: nobody reads pictures. */
  eyes?: Eyes | undefined;
  now(): number;
  onTrouble(trouble: { act: string; error: unknown }): void;
}

/** What lives as long as the process. Close the parsers once no run asks them any more. */
export function createKnowledgeParts({ db, files, search, eyes, now, onTrouble }: KnowledgePartsNeeds) {
  const parsers = createParsers();
  return {
    parsers,
    knowledge: createKnowledge({ db, search }),
    ingestor: createIngestor({ db, files, search, parsers, eyes, now }),
    settler: createSettler(db, onTrouble),
  };
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
