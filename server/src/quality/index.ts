export { qualityErrors } from './errors.ts';
export { qualityProcedures } from './evaluation.ts';
export { qualityRoutes } from './routes.ts';
export { binary, type Judgements, ndcg, recall, reciprocalRank, type Scores, scoreAll } from './score.ts';
