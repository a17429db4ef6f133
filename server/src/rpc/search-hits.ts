// Queries and hits between the engine's types and those of `proto/agenticgen/search/v1`.
import type { Hit, Query } from '@agenticgen/search';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  Hit as HitMessage,
  HitSchema,
  QueryRequest,
  QueryRequestSchema,
  TargetSchema,
} from './generated/agenticgen/search/v1/search_pb.ts';
import {
  fromFilter,
  fromStored,
  fromVector,
  given,
  toFilter,
  toPassage,
  toVector,
} from './search-messages.ts';

export function toQuery(
  target: MessageInitShape<typeof TargetSchema>,
  query: Query,
): MessageInitShape<typeof QueryRequestSchema> {
  const { text, vector, mode, limit, weights, phrases, prefix, diversity, decay, expand, highlight } = query;
  return {
    target,
    mode,
    limit,
    filter: toFilter(query),
    phrases: phrases ?? [],
    prefix: prefix ?? false,
    expandParent: expand === 'parent',
    highlight: highlight ?? false,
    ...given({
      text,
      vector: vector && toVector(vector),
      keywordWeight: weights?.keyword,
      vectorWeight: weights?.vector,
      diversity,
      decay: decay && { halfLifeMs: decay.halfLifeMs, nowMs: decay.now },
    }),
  };
}

export function fromQuery(request: QueryRequest): Query {
  const { text, vector, mode, limit, keywordWeight, vectorWeight, phrases, decay } = request;
  return {
    mode: mode as Query['mode'],
    limit,
    weights: given({ keyword: keywordWeight, vector: vectorWeight }),
    phrases,
    prefix: request.prefix,
    highlight: request.highlight,
    ...fromFilter(request.filter),
    ...(request.expandParent ? { expand: 'parent' } : {}),
    ...given({
      text,
      vector: vector && fromVector(vector),
      diversity: request.diversity,
      decay: decay && { halfLifeMs: decay.halfLifeMs, now: decay.nowMs },
    }),
  };
}

export function toHit(hit: Hit): MessageInitShape<typeof HitSchema> {
  const { score, scores, highlights, found } = hit;
  return {
    passage: toPassage(hit),
    score,
    highlighted: highlights !== undefined,
    highlights: highlights ?? [],
    found: found ?? [],
    ...given({ keywordScore: scores.keyword, vectorScore: scores.vector }),
  };
}

export function fromHit(message: HitMessage): Hit {
  const { passage, score, keywordScore, vectorScore, highlighted, highlights, found } = message;
  if (!passage) throw new TypeError('Cannot read hit: it has no passage');
  return {
    ...fromStored(passage),
    score,
    scores: given({ keyword: keywordScore, vector: vectorScore }),
    ...(highlighted ? { highlights: highlights.map(({ start, end }) => ({ start, end })) } : {}),
    ...(found.length > 0 ? { found } : {}),
  };
}
