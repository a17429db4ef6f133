import { type AccessVariables, grant, permit } from '../../access/index.ts';
import type { Database } from '../../db/index.ts';
import { createRouter } from '../../http/index.ts';
import { type BaseRow, findBase } from '../queries.ts';
import * as contract from './contract.ts';
import type { Rank } from './rerank.ts';
import { saveReranker } from './reranker.ts';

export interface RerankerRouteNeeds {
  db: Database;
  rank: Rank;
}

/** Whoever may say which models there are says which of them orders what a base finds: it costs. */
export function knowledgeRerankerRoutes({ db, rank }: RerankerRouteNeeds) {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.changeReranker, async (c) => {
    const { principal } = c.var;
    const found = await findBase(db, c.req.valid('param').id, principal.userId);
    const { record } = grant<'edit', BaseRow>(principal, 'edit', 'Knowledge', found);
    permit(principal, 'manage', 'Model');
    const { model } = c.req.valid('json');
    // One that does not answer is refused before anything.
    if (model) await rank(model, { question: 'Hello', texts: ['Hello', 'Goodbye'], asker: principal });
    await saveReranker(db, record.id, model);
    return c.body(null, 204);
  });

  return router;
}
