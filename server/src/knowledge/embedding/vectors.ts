// Where the vectors of a base come from: the engine, which learns them, or a model of a provider.
import { createHash } from 'node:crypto';
import { type Database, upsert } from '../../db/index.ts';

export interface EmbeddingModel {
  providerId: string;
  /** As the provider calls it. */
  wireName: string;
}

/** A collection of a base: with each change of the model there is another one. */
export interface Vectors {
  generation: number;
  /** Null where the engine learns them. */
  model: EmbeddingModel | null;
}

export interface BaseVectors {
  current: Vectors;
  /** What is being made; written beside the current one, and not asked yet. */
  next: Vectors | null;
}

const FIRST: Vectors = { generation: 0, model: null };

export function findVectors(db: Database, baseId: string) {
  return db.selectFrom('knowledge_vectors').selectAll().where('base_id', '=', baseId).executeTakeFirst();
}

export type VectorsRow = NonNullable<Awaited<ReturnType<typeof findVectors>>>;

const modelOf = (text: string | null) => (text === null ? null : (JSON.parse(text) as EmbeddingModel));

export function vectorsOf(row: VectorsRow | undefined): BaseVectors {
  if (!row) return { current: FIRST, next: null };
  const { generation, model, next_generation, next_model } = row;
  return {
    current: { generation, model: modelOf(model) },
    next: next_generation === null ? null : { generation: next_generation, model: modelOf(next_model) },
  };
}

export function saveVectors(db: Database, row: VectorsRow): Promise<void> {
  return upsert(db, 'knowledge_vectors', row, ['base_id']);
}

export const textOf = (model: EmbeddingModel | null) => (model === null ? null : JSON.stringify(model));

export const modelHash = ({ providerId, wireName }: EmbeddingModel): string =>
  createHash('sha256')
    .update(JSON.stringify([providerId, wireName]))
    .digest('hex');
