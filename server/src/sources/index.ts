export { sourceErrors } from './errors.ts';
export { syncNeeds } from './reach.ts';
export { knowledgeSourceRoutes } from './routes.ts';
export { createSourceSettler } from './settle.ts';
export { type SyncNeeds, type SyncProcedure, syncProcedure } from './sync.ts';
