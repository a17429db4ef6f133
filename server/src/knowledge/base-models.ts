import type { Database } from '../db/index.ts';
import { type EmbeddingModel, findVectors, vectorsOf } from './embedding/vectors.ts';
import type { Reranker } from './reranking/contract.ts';
import { findReranker } from './reranking/reranker.ts';

export interface BaseModels {
  /** Null where the vectors are learned. */
  embedding: EmbeddingModel | null;
  reranker: Reranker | null;
}

/** What a search of the base asks now. */
export async function modelsOfBase(db: Database, baseId: string): Promise<BaseModels> {
  const { current } = vectorsOf(await findVectors(db, baseId));
  return { embedding: current.model, reranker: await findReranker(db, baseId) };
}
