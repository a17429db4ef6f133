import { body, createRoute, id, json, line, problems, z } from '../../http/contract.ts';
import { rerankerSchema } from '../reranking/contract.ts';

const TAGS = ['knowledge'];
const params = z.object({ id });
const path = '/api/v1/knowledge/bases/{id}/embedding';

const modelSchema = z.object({
  providerId: id,
  /** As the provider calls it. */
  wireName: line(200),
});

export const embeddingSchema = z
  .object({
    /** Null where the vectors are learned from the base's own words. */
    model: modelSchema.nullable(),
    /** The change that is under way, or the last one that failed. */
    change: z
      .object({
        model: modelSchema.nullable(),
        runId: id.nullable(),
      })
      .nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    /** Orders what is found anew; null for none. */
    reranker: rerankerSchema.nullable(),
  })
  .openapi('BaseEmbedding');
export type EmbeddingView = z.infer<typeof embeddingSchema>;

export const getEmbedding = createRoute({
  method: 'get',
  path,
  tags: TAGS,
  summary: 'Where the vectors of a base come from',
  request: { params },
  responses: { 200: json(embeddingSchema, 'The model'), ...problems },
});

export const changeEmbedding = createRoute({
  method: 'put',
  path,
  tags: TAGS,
  summary:
    'Have the vectors of a base made by a model, or learned again; a run, until whose end the old ones answer',
  request: { params, ...body(z.object({ model: modelSchema.nullable() })) },
  responses: {
    202: json(z.object({ runId: id.nullable() }), 'Accepted; without a run nothing changes'),
    ...problems,
  },
});
