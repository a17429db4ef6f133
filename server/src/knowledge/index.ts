export { checkWords, MIN_SCORE, readEvidence } from './answers/check-words.ts';
export {
  findBySource,
  type NewDocument,
  type PutDocument,
  putDocument,
  type Source,
} from './documents.ts';
export { knowledgeErrors } from './errors.ts';
export { createIngestor, type Ingestor } from './ingestor.ts';
export { createKnowledge, type Knowledge } from './knowledge.ts';
export {
  type IngestionProcedure,
  ingestionProcedure,
  type RemovalProcedure,
  removalProcedure,
} from './procedures.ts';
export { knowledgeRoutes } from './routes.ts';
