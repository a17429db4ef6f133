import { type AccessVariables, grant, type Principal, permit } from '../../access/index.ts';
import { createRouter } from '../../http/index.ts';
import { type BaseRow, findBase } from '../queries.ts';
import { findReranker } from '../reranking/reranker.ts';
import { type ChangeNeeds, changeVectors } from './change.ts';
import * as contract from './contract.ts';
import { findVectors, vectorsOf } from './vectors.ts';

/** Whoever may say which models there are says which of them a base is embedded by: it costs. */
export function knowledgeEmbeddingRoutes(needs: ChangeNeeds) {
  const { db } = needs;
  const router = createRouter<AccessVariables>();
  const baseOf = async (by: Principal, id: string) =>
    grant<'edit', BaseRow>(by, 'edit', 'Knowledge', await findBase(db, id, by.userId));

  router.openapi(contract.getEmbedding, async (c) => {
    const base = await baseOf(c.var.principal, c.req.valid('param').id);
    permit(c.var.principal, 'manage', 'Model');
    const row = await findVectors(db, base.record.id);
    const { current, next } = vectorsOf(row);
    const error = row?.error_code ? { code: row.error_code, message: row.error_message ?? '' } : null;
    const change = next && { model: next.model, runId: row?.run_id ?? null };
    const reranker = await findReranker(db, base.record.id);
    return c.json({ model: current.model, change, error, reranker }, 200);
  });

  router.openapi(contract.changeEmbedding, async (c) => {
    const base = await baseOf(c.var.principal, c.req.valid('param').id);
    permit(c.var.principal, 'manage', 'Model');
    return c.json(await changeVectors(needs, base, c.req.valid('json').model), 202);
  });

  return router;
}
