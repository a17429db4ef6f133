import { body, createRoute, id, json, problems, z } from '../http/contract.ts';
import {
  documentFilterSchema,
  hitSchema,
  MAX_QUERY_LENGTH,
  MAX_SEARCH_LIMIT,
  SEARCH_MODES,
} from './contract.ts';
import { rerankerSchema } from './reranking/contract.ts';

export const SEARCH_STAGES = ['keyword', 'vector', 'fusion', 'decay', 'diversity', 'rerank'] as const;
/** Ranks are told down to this one. */
export const MAX_EXPLAINED_RANK = 100;
const MAX_PHRASES = 8;
const MAX_WEIGHT = 10;
const MAX_HALF_LIFE_DAYS = 36_500;

const weight = z.number().min(0).max(MAX_WEIGHT);

/**
 * Where a hit stood in a stage, from 1, and with which score: null where a chat model gave only an order. All of it is
 * null where the hit was not among the first hundred, or not among those that a model was shown.
 */
const standingSchema = z.object({ rank: z.number().int(), score: z.number().nullable() }).nullable();

export const explainedSchema = z
  .object({
    /** What each hit went through, in this order, with what it took. */
    stages: z.array(z.object({ stage: z.enum(SEARCH_STAGES), ms: z.number() })),
    /** What put the finds in order, or why it did not; null where nothing was to. */
    reranker: z
      .object({
        model: rerankerSchema,
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      })
      .nullable(),
    items: z.array(
      z.object({ hit: hitSchema, standings: z.partialRecord(z.enum(SEARCH_STAGES), standingSchema) }),
    ),
  })
  .openapi('ExplainedSearch');
export type ExplainedView = z.infer<typeof explainedSchema>;

/** Documents that were indexed before their times were keep their scores until they are read again. */
export const decaySchema = z.object({ halfLifeDays: z.number().min(1).max(MAX_HALF_LIFE_DAYS) });

export const settingsSchema = z.object({
  query: z.string().trim().min(1).max(MAX_QUERY_LENGTH),
  mode: z.enum(SEARCH_MODES).default('hybrid'),
  limit: z.number().int().min(1).max(MAX_SEARCH_LIMIT).default(10),
  /** Of the two rankings, where mode is hybrid. */
  weights: z
    .object({ keyword: weight.default(1), vector: weight.default(1) })
    .default({ keyword: 1, vector: 1 }),
  /** Words that stand side by side: a passage has every one of these phrases or is no hit. */
  phrases: z.array(z.string().trim().min(1).max(MAX_QUERY_LENGTH)).max(MAX_PHRASES).default([]),
  /** The last word is being typed: words that begin with it are found, too. */
  prefix: z.boolean().default(false),
  /** 0 to 1: how much a hit loses by being like those above it. */
  diversity: z.number().min(0).max(1).default(0),
  /** What is so many days older than now counts half; null for what counts the same at every age. */
  decay: decaySchema.nullable().default(null),
  /** Which documents are looked into. */
  filter: documentFilterSchema.default({}),
  /** Whether the base's reranker, if it has one, puts the finds in order. */
  rerank: z.boolean().default(true),
});
export type SearchSettings = z.infer<typeof settingsSchema>;

export const explainSearch = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/explanations',
  tags: ['knowledge'],
  summary: 'Search a base, and tell where each hit stood in every stage',
  request: { params: z.object({ id }), ...body(settingsSchema) },
  responses: { 200: json(explainedSchema, 'Best first'), ...problems },
});
