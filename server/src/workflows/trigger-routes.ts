import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { inTransaction, lockRow } from '../db/index.ts';
import { clientAddress, type createRouter, toPage } from '../http/index.ts';
import { isProblem } from '../problem/index.ts';
import { workflowErrors } from './errors.ts';
import { createBound, MAX_HOOKS_PER_MINUTE, MAX_WRONG_SIGNATURES_PER_MINUTE } from './hook-bounds.ts';
import { findWorkflow } from './queries.ts';
import { createRefusals, pageOfReceipts, type ReceiptRow } from './receipts.ts';
import { verifySignature } from './signature.ts';
import type { StartNeeds } from './start.ts';
import {
  addTrigger,
  type Delivery,
  deliverIn,
  disableTrigger,
  findTrigger,
  pageOfTriggers,
  removeTrigger,
  sealPlace,
  setEnabled,
  type TriggerFilter,
  type TriggerKind,
  type TriggerNeeds,
  type TriggerRow,
} from './triggers.ts';
import * as contract from './triggers-contract.ts';

/** What of a request a workflow may see besides its body. */
const SHOWN_HEADERS = ['content-type', 'user-agent', 'x-event', 'x-github-event', 'x-gitlab-event'];

type Router = ReturnType<typeof createRouter<AccessVariables>>;
type Needs = TriggerNeeds & StartNeeds;

export function triggerRoutesOf(router: Router, needs: Needs): void {
  const { db } = needs;
  const find = async <V extends 'read' | 'run'>(by: Principal, verb: V, id: string) =>
    grant(by, verb, 'Workflow', await findWorkflow(db, id));

  async function pageFor(
    filter: TriggerFilter,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ) {
    const rows = await pageOfTriggers(db, { ...filter, before: cursor }, limit + 1);
    return toPage(rows, limit, present, (row) => row.id);
  }

  router.openapi(contract.createTrigger, async (c) => {
    const allowed = await find(c.var.principal, 'run', c.req.valid('param').id);
    permit(allowed.by, 'create', 'Run');
    const { row, secret } = await addTrigger(needs, allowed, c.req.valid('json'));
    return c.json({ ...present(row), secret }, 201);
  });

  router.openapi(contract.listTriggers, async (c) => {
    const { by, record } = await find(c.var.principal, 'read', c.req.valid('param').id);
    const filter = { workspaceId: by.workspaceId, workflowId: record.id };
    return c.json(await pageFor(filter, c.req.valid('query')), 200);
  });

  router.openapi(contract.listAllTriggers, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Workflow');
    return c.json(await pageFor({ workspaceId: by.workspaceId }, c.req.valid('query')), 200);
  });

  router.openapi(contract.listReceipts, async (c) => {
    const { id, triggerId } = c.req.valid('param');
    const { by, record } = await find(c.var.principal, 'read', id);
    const trigger = await findTrigger(db, triggerId);
    if (trigger?.workflow_id !== record.id) throw workflowErrors.trigger_unknown();
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfReceipts(db, triggerId, cursor, limit + 1);
    const owner = { workspace_id: by.workspaceId, created_by: trigger.created_by, shared: 'private' };
    const seesRuns = by.ability.can('read', 'Run', owner);
    return c.json(
      toPage(
        rows,
        limit,
        (row) => presentReceipt(row, seesRuns),
        (row) => row.id,
      ),
      200,
    );
  });

  async function switched(by: Principal, { id, triggerId }: { id: string; triggerId: string }, on: boolean) {
    const { by: allowed, record } = await find(by, 'run', id);
    if (on) permit(allowed, 'create', 'Run');
    return present(await setEnabled(db, allowed, record, { id: triggerId, enabled: on }));
  }

  router.openapi(contract.enableTrigger, async (c) =>
    c.json(await switched(c.var.principal, c.req.valid('param'), true), 200),
  );

  router.openapi(contract.disableTrigger, async (c) =>
    c.json(await switched(c.var.principal, c.req.valid('param'), false), 200),
  );

  router.openapi(contract.deleteTrigger, async (c) => {
    const { id, triggerId } = c.req.valid('param');
    const { by, record } = await find(c.var.principal, 'run', id);
    await removeTrigger(db, by, record, triggerId);
    return c.body(null, 204);
  });

  hookRoute(router, needs);
}

function hookRoute(router: Router, needs: Needs): void {
  const { db, runtime, keyring, orchestrator } = needs;
  const signed = createBound(MAX_HOOKS_PER_MINUTE, runtime.now);
  const wrong = createBound(MAX_WRONG_SIGNATURES_PER_MINUTE, runtime.now);
  const refusals = createRefusals(db, runtime);

  /** The signature, if it holds. An unknown trigger looks like a wrong signature. */
  function verified(
    id: string,
    trigger: TriggerRow | undefined,
    header: string | undefined,
    body: string,
    isWrong: () => void,
  ) {
    const secret = trigger?.secret ? keyring.open(trigger.secret, sealPlace(id)) : '';
    const signature = verifySignature(header, { secret: secret || id, body, now: runtime.now() });
    if (!trigger || secret === '' || signature === null) {
      isWrong();
      throw workflowErrors.signature_invalid();
    }
    if (trigger.enabled === 0) throw workflowErrors.trigger_disabled(trigger.disabled_reason ?? '');
    signed.check(id);
    signed.add(id);
    return { trigger, signature };
  }

  /** What is refused, its people can read with the trigger. */
  async function noting<T>(trigger: TriggerRow | undefined, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (trigger && isProblem(error)) await refusals.note(trigger.id, error);
      throw error;
    }
  }

  router.openapi(contract.receiveHook, async (c) => {
    const { id } = c.req.valid('param');
    const { 'x-agenticgen-signature': header, 'x-agenticgen-delivery': delivery } = c.req.valid('header');
    const address = clientAddress(c);
    const sender = address === null ? null : `${id}/${address}`;
    if (sender !== null) wrong.check(sender);
    const text = await c.req.text();
    const headers = Object.fromEntries(
      SHOWN_HEADERS.flatMap((name) => {
        const value = c.req.header(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const found = await findTrigger(db, id);
    const fired = await noting(found, async () => {
      const { trigger, signature } = verified(id, found, header, text, () => {
        if (sender !== null) wrong.add(sender);
      });
      const keys = [`signature:${signature}`, ...(delivery === undefined ? [] : [`delivery:${delivery}`])];
      return inTransaction(db, async (tx) => {
        await lockRow(tx, 'workflow_triggers', id);
        return deliverIn(tx, needs, trigger, deliveryOf(keys, text, headers));
      });
    });
    orchestrator.announce();
    if (fired.kind === 'started') return c.json({ runId: fired.runId }, 202);
    await disableTrigger(db, id, fired.reason);
    throw workflowErrors.trigger_disabled(fired.reason);
  });
}

function deliveryOf(keys: readonly string[], text: string, headers: Record<string, string>): Delivery {
  const body = jsonOr(text);
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  return { keys, given: { body, headers }, fields };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function present(row: TriggerRow): contract.TriggerView {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    kind: row.kind as TriggerKind,
    path: row.kind === 'webhook' ? `/api/v1/hooks/${row.id}` : null,
    mapping: row.mapping === null ? null : JSON.parse(row.mapping),
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    lastAt: row.last_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

function presentReceipt(row: ReceiptRow, seesRuns: boolean): contract.ReceiptView {
  const { id, created_at, outcome, run_id, code, reason } = row;
  return {
    id,
    at: created_at,
    outcome: outcome as contract.ReceiptView['outcome'],
    runId: seesRuns ? run_id : null,
    code,
    reason,
  };
}
