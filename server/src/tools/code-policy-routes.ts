import { type AccessVariables, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { createRouter } from '../http/index.ts';
import { codePolicyOf, saveCodePolicy } from './code-policy.ts';
import * as contract from './code-policy-contract.ts';

export function codePolicyRoutes(needs: { db: Database; runtime: { now(): number } }) {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.getCodePolicy, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    return c.json(await codePolicyOf(needs.db, workspaceId), 200);
  });

  router.openapi(contract.putCodePolicy, async (c) => {
    const policy = c.req.valid('json');
    await saveCodePolicy(needs, permit(c.var.principal, 'edit', 'Tool'), policy);
    return c.json(policy, 200);
  });

  return router;
}
