import {
  body,
  createRoute,
  id,
  json,
  line,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';
import { SEARCH_MODES } from '../knowledge/contract.ts';
import { decaySchema } from '../knowledge/explain-contract.ts';

const TAGS = ['knowledge'];
export const MAX_QUESTION_LENGTH = 1_000;
export const MAX_QUOTE_LENGTH = 2_000;
export const MAX_EXPECTED = 50;
/** As JSON or CSV. */
export const MAX_IMPORT_LENGTH = 2_000_000;
export const GRADES = { min: 1, max: 3 } as const;
export const EVALUATION_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

export const setSchema = z
  .object({
    id,
    baseId: id,
    name: z.string(),
    questions: z.number().int(),
    createdBy: id,
    createdAt: time,
  })
  .openapi('QuestionSet');
export type SetView = z.infer<typeof setSchema>;

const span = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(1),
  version: z.number().int().min(1),
});

/** What a search is to find: a document, or of it a passage that has certain words or covers a certain place. */
const expected = z.object({
  documentId: id,
  /** 1: on the subject, 2: helps, 3: answers. */
  grade: z.number().int().min(GRADES.min).max(GRADES.max).default(1),
  quote: z.string().trim().min(1).max(MAX_QUOTE_LENGTH).nullable().default(null),
  /** Offsets into the text of one version of the document. */
  span: span
    .refine(({ start, end }) => start < end, 'end has to lie behind start')
    .nullable()
    .default(null),
});
export type Expected = z.infer<typeof expected>;

export const questionSchema = z
  .object({
    id,
    text: z.string(),
    /** Of the documents that the caller sees. */
    expected: z.array(
      z.object({
        documentId: id,
        documentName: z.string(),
        grade: z.number().int(),
        quote: z.string().nullable(),
        span: span.nullable(),
      }),
    ),
    createdAt: time,
  })
  .openapi('Question');
export type QuestionView = z.infer<typeof questionSchema>;

const newQuestion = z.object({
  text: z.string().trim().min(1).max(MAX_QUESTION_LENGTH),
  expected: z.array(expected).max(MAX_EXPECTED).default([]),
});
export type NewQuestion = z.infer<typeof newQuestion>;

export const settingsSchema = z
  .object({
    mode: z.enum(SEARCH_MODES).default('hybrid'),
    /** The k of the measures: how many hits are looked at. */
    limit: z.number().int().min(1).max(50).default(10),
    /** Of the two rankings of a hybrid search. */
    weights: z
      .object({ keyword: z.number().min(0).max(10), vector: z.number().min(0).max(10) })
      .refine(({ keyword, vector }) => keyword + vector > 0, 'One of the weights has to be above 0')
      .default({ keyword: 1, vector: 1 }),
    /** 0 to 1: how much a hit loses by being like those above it. */
    diversity: z.number().min(0).max(1).default(0),
    /** What is so many days older than now counts half; null for what counts the same at every age. */
    decay: decaySchema.nullable().default(null),
    /** Whether the base's reranker, if it has one, puts the finds in order. */
    rerank: z.boolean().default(true),
    /** Answers are given as well, and their citations measured. */
    answers: z.boolean().default(false),
    /** For the answers; null for the workspace's default. */
    model: z.string().max(64).nullable().default(null),
  })
  .openapi('EvaluationSettings');
export type Settings = z.infer<typeof settingsSchema>;

const share = z.number().min(0).max(1);

export const citationsSchema = z.object({
  /** Marks in sentences that claim something. */
  marks: z.number().int(),
  /** Of those the ones whose passage says it. */
  right: z.number().int(),
  /** Answers that were "I don't know". */
  unknown: z.number().int(),
  answers: z.number().int(),
});
export type Citations = z.infer<typeof citationsSchema>;

/** At k, the limit of the settings. */
export const measuresSchema = z
  .object({
    /** Questions that expect something which the person sees. */
    judged: z.number().int(),
    questions: z.number().int(),
    recall: share,
    ndcg: share,
    mrr: share,
    latencyMs: z.object({ p50: z.number(), p95: z.number() }),
    /** Null where no answers were asked for, or none cited anything. */
    citationPrecision: share.nullable(),
    citations: citationsSchema.nullable(),
  })
  .openapi('QualityMeasures');
export type Measures = z.infer<typeof measuresSchema>;

const searchModelsSchema = z.object({ embedding: z.string().nullable(), reranker: z.string().nullable() });
export type SearchModels = z.infer<typeof searchModelsSchema>;

export const evaluationSchema = z
  .object({
    id,
    setId: id,
    runId: id,
    state: z.enum(EVALUATION_STATES),
    settings: settingsSchema,
    /**
     * What the base was searched with, by the names that it had then: null for vectors that are learned, and where
     * nothing orders the finds. Null as a whole where that was not kept.
     */
    models: searchModelsSchema.nullable(),
    /** Of all questions once it is done. */
    measures: measuresSchema.nullable(),
    createdAt: time,
  })
  .openapi('Evaluation');
export type EvaluationView = z.infer<typeof evaluationSchema>;

export const resultSchema = z
  .object({
    questionId: id,
    text: z.string(),
    /** False where nothing that the person sees was expected: then the shares are null. */
    isJudged: z.boolean(),
    recall: share.nullable(),
    ndcg: share.nullable(),
    reciprocalRank: share.nullable(),
    latencyMs: z.number(),
    citations: citationsSchema.nullable(),
    found: z.array(
      z.object({
        documentId: id,
        documentName: z.string(),
        passageId: id,
        grade: z.number().int().nullable(),
      }),
    ),
  })
  .openapi('EvaluationResult');
export type ResultView = z.infer<typeof resultSchema>;

const SETS = '/api/v1/knowledge/bases/{id}/question-sets';
const SET = `${SETS}/{setId}` as const;
const base = z.object({ id });
const set = z.object({ id, setId: id });
const question = z.object({ id, setId: id, questionId: id });
const evaluation = z.object({ id, setId: id, evaluationId: id });

export const listSets = createRoute({
  method: 'get',
  path: SETS,
  tags: TAGS,
  summary: 'Question sets of a base',
  request: { params: base, query: pageQuery },
  responses: { 200: json(page(setSchema), 'Newest first'), ...problems },
});

export const createSet = createRoute({
  method: 'post',
  path: SETS,
  tags: TAGS,
  summary: 'Make a question set',
  request: { params: base, ...body(z.object({ name: line(120) })) },
  responses: { 201: json(setSchema, 'Made'), ...problems },
});

export const getSet = createRoute({
  method: 'get',
  path: SET,
  tags: TAGS,
  summary: 'One question set',
  request: { params: set },
  responses: { 200: json(setSchema, 'The set'), ...problems },
});

export const updateSet = createRoute({
  method: 'patch',
  path: SET,
  tags: TAGS,
  summary: 'Rename a question set',
  request: { params: set, ...body(z.object({ name: line(120) })) },
  responses: { 200: json(setSchema, 'Renamed'), ...problems },
});

export const deleteSet = createRoute({
  method: 'delete',
  path: SET,
  tags: TAGS,
  summary: 'Delete a question set with its evaluations',
  request: { params: set },
  responses: { 204: noContent, ...problems },
});

export const listQuestions = createRoute({
  method: 'get',
  path: `${SET}/questions`,
  tags: TAGS,
  summary: 'Questions of a set, with what you see of what they expect',
  request: { params: set, query: pageQuery },
  responses: { 200: json(page(questionSchema), 'Oldest first'), ...problems },
});

export const createQuestion = createRoute({
  method: 'post',
  path: `${SET}/questions`,
  tags: TAGS,
  summary: 'Add a question',
  request: { params: set, ...body(newQuestion) },
  responses: { 201: json(questionSchema, 'Added'), ...problems },
});

export const updateQuestion = createRoute({
  method: 'put',
  path: `${SET}/questions/{questionId}`,
  tags: TAGS,
  summary: 'Change a question and what it expects of the documents that you see',
  request: { params: question, ...body(newQuestion) },
  responses: { 200: json(questionSchema, 'Changed'), ...problems },
});

export const deleteQuestion = createRoute({
  method: 'delete',
  path: `${SET}/questions/{questionId}`,
  tags: TAGS,
  summary: 'Delete a question',
  request: { params: question },
  responses: { 204: noContent, ...problems },
});

export const importQuestions = createRoute({
  method: 'post',
  path: `${SET}/import`,
  tags: TAGS,
  summary: 'Add questions from CSV (question, document, quote, grade) or JSON; all of them or none',
  request: {
    params: set,
    ...body(z.object({ format: z.enum(['csv', 'json']), text: z.string().min(1).max(MAX_IMPORT_LENGTH) })),
  },
  responses: { 200: json(z.object({ added: z.number().int() }), 'Added'), ...problems },
});

export const suggestQuestions = createRoute({
  method: 'get',
  path: `${SET}/suggestions`,
  tags: TAGS,
  summary: 'Questions made of the headings of documents that you see and that the set does not ask about',
  request: { params: set, query: z.object({ language: z.enum(['en', 'zh-CN']).default('en') }) },
  responses: { 200: json(z.object({ items: z.array(newQuestion) }), 'Suggestions'), ...problems },
});

export const listEvaluations = createRoute({
  method: 'get',
  path: `${SET}/evaluations`,
  tags: TAGS,
  summary: 'Your evaluations of a set',
  request: { params: set, query: pageQuery },
  responses: { 200: json(page(evaluationSchema), 'Newest first'), ...problems },
});

export const startEvaluation = createRoute({
  method: 'post',
  path: `${SET}/evaluations`,
  tags: TAGS,
  summary: 'Measure a set, as you see the base; it is a run',
  request: { params: set, ...body(settingsSchema) },
  responses: { 202: json(z.object({ evaluationId: id, runId: id }), 'Accepted'), ...problems },
});

export const getEvaluation = createRoute({
  method: 'get',
  path: `${SET}/evaluations/{evaluationId}`,
  tags: TAGS,
  summary: 'One of your evaluations',
  request: { params: evaluation },
  responses: { 200: json(evaluationSchema, 'The evaluation'), ...problems },
});

export const listResults = createRoute({
  method: 'get',
  path: `${SET}/evaluations/{evaluationId}/results`,
  tags: TAGS,
  summary: 'What an evaluation found, question by question',
  request: { params: evaluation, query: pageQuery },
  responses: { 200: json(page(resultSchema), 'In the order of the questions'), ...problems },
});

export const deleteEvaluation = createRoute({
  method: 'delete',
  path: `${SET}/evaluations/{evaluationId}`,
  tags: TAGS,
  summary: 'Delete one of your evaluations; one under way is cancelled',
  request: { params: evaluation },
  responses: { 204: noContent, ...problems },
});
