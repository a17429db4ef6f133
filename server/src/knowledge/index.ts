export { checkAnswer, narrowed } from './answers/check-answer.ts';
export { checkWords, MIN_SCORE, readEvidence } from './answers/check-words.ts';
export {
  leans,
  MAX_PARTS,
  MAX_SEARCHED_LENGTH,
  type PreparedQuestion,
  partsOf,
  prepareByRules,
  type Turn,
} from './answers/question.ts';
export { searchParts } from './answers/search-parts.ts';
export { dontKnow, isRefusal, nearestOf } from './answers/unknown.ts';
export type {
  CheckedClaim,
  CheckPart,
  NearestDocument,
  QuestionPart,
  UnknownPart,
} from './answers-contract.ts';
export { modelsOfBase } from './base-models.ts';
export type { HitView } from './contract.ts';
export {
  findBySource,
  type NewDocument,
  type PutDocument,
  putDocument,
  type Source,
} from './documents.ts';
export { knowledgeEditRoutes } from './edit-routes.ts';
export { embeddingProcedure } from './embedding/change.ts';
export { knowledgeEmbeddingRoutes } from './embedding/routes.ts';
export { knowledgeErrors } from './errors.ts';
export type { FoundInAll, Knowledge } from './knowledge.ts';
export type { DocumentNeeds, IngestionStart } from './needs.ts';
export type { Paying } from './paid-step.ts';
export { isReadable } from './parse/kinds.ts';
export { createKnowledgeParts, type EmbeddingFor, knowledgeProcedures } from './parts.ts';
export type { IngestionProcedure, RemovalProcedure } from './procedures.ts';
export {
  type BaseRow,
  type DocumentRow,
  findBase,
  findDocument,
  pageOfDocuments,
  type Reader,
  visibleByName,
  visibleNames,
} from './queries.ts';
export { deleteDocument } from './removal.ts';
export type { Reranker } from './reranking/contract.ts';
export type { Account, Rank, RankRequest } from './reranking/rerank.ts';
export { knowledgeRerankerRoutes } from './reranking/routes.ts';
export { knowledgeRoutes } from './routes.ts';
export { closedDocuments, type QuotedDocument, seenDocuments } from './seen.ts';
export { knowledgeUploadRoutes } from './upload-routes.ts';
export type { Eyes } from './vision/transcripts.ts';
