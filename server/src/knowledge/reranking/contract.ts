import { body, createRoute, id, line, noContent, problems, z } from '../../http/contract.ts';

/** A provider's rerank endpoint, or a chat model of the workspace that is asked for an order. */
export const rerankerSchema = z.union([
  z.object({
    providerId: id,
    /** As the provider calls it. */
    wireName: line(200),
  }),
  z.object({ modelId: id }),
]);
export type Reranker = z.infer<typeof rerankerSchema>;

export const changeReranker = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/reranker',
  tags: ['knowledge'],
  summary: "Have a provider's rerank endpoint or a chat model order what is found in a base, or nobody",
  request: { params: z.object({ id }), ...body(z.object({ model: rerankerSchema.nullable() })) },
  responses: { 204: noContent, ...problems },
});
