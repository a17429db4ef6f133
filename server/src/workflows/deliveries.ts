import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { startRun } from '../runs/index.ts';
import { isFull } from './fire.ts';
import { addReceipt } from './receipts.ts';
import type { StartNeeds } from './start.ts';
import { deliverIn, disableTrigger, findTrigger, type TriggerRow } from './triggers.ts';

/** Tries of an event that finds no room in the queue: over about six hours. */
export const MAX_DELIVERY_TRIES = 80;
/** Pause before the first try; doubles each time. */
export const DELIVERY_PAUSE_MS = 5_000;
const MAX_DELIVERY_PAUSE_MS = 5 * 60_000;
/** Events of one trigger that wait for room; what comes then is refused. */
export const MAX_WAITING_DELIVERIES = 1_000;
const PROCEDURE = 'workflows.deliver';

const delivery = z.object({
  keys: z.array(z.string()),
  given: z.record(z.string(), z.unknown()),
  fields: z.record(z.string(), z.unknown()),
});
const deliveryInput = z.object({ triggerId: z.string(), delivery });
export type DeliveryInput = z.infer<typeof deliveryInput>;
export type DeliveryProcedure = Procedure<DeliveryInput, Delivered, Database>;

export type Delivered = { outcome: 'started' | 'full' | 'refused' | 'gone' };
export type DeliverNeeds = Omit<StartNeeds, 'db'> & { deliver: DeliveryProcedure };

/** What an event that found no room waits in: a run, so that it outlives the process. */
export function deliveryProcedure(needs: () => DeliverNeeds): DeliveryProcedure {
  return procedure({
    name: PROCEDURE,
    input: deliveryInput,
    async run(ctx: Context<Database>, { triggerId, delivery: what }: DeliveryInput): Promise<Delivered> {
      for (let tried = 1; tried <= MAX_DELIVERY_TRIES; tried++) {
        await ctx.sleep(`pause-${tried}`, pauseMs(tried));
        const found = await ctx.commit(`try-${tried}`, (tx) => deliverOr(tx, needs(), triggerId, what));
        if (found.outcome === 'full') continue;
        needs().orchestrator.announce();
        return found;
      }
      await ctx.commit('give-up', (tx) =>
        addReceipt(tx, needs().runtime, {
          ...{ triggerId, outcome: 'refused', code: 'delivery_given_up' },
          reason: `Cannot start workflow: there was no room in the queue in ${MAX_DELIVERY_TRIES} tries`,
        }),
      );
      return { outcome: 'refused' };
    },
  });
}

function pauseMs(tried: number): number {
  return Math.min(DELIVERY_PAUSE_MS * 2 ** (tried - 1), MAX_DELIVERY_PAUSE_MS);
}

async function deliverOr(
  tx: Database,
  needs: DeliverNeeds,
  triggerId: string,
  what: DeliveryInput['delivery'],
): Promise<Delivered> {
  const trigger = await findTrigger(tx, triggerId);
  if (!trigger) return { outcome: 'gone' };
  if (trigger.enabled === 0) {
    const reason = 'Cannot start workflow: the trigger was switched off meanwhile';
    await addReceipt(tx, needs.runtime, { triggerId, outcome: 'refused', code: 'trigger_disabled', reason });
    return { outcome: 'refused' };
  }
  return tryDelivery(tx, needs, trigger, what);
}

/** What the workflow does not take switches the trigger off; what finds no room changes nothing. */
export async function tryDelivery(
  tx: Database,
  needs: DeliverNeeds,
  trigger: TriggerRow,
  what: DeliveryInput['delivery'],
): Promise<Delivered> {
  try {
    const fired = await deliverIn(tx, needs, trigger, what);
    if (fired.kind === 'started') return { outcome: 'started' };
    await disableTrigger(tx, trigger.id, fired.reason);
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (isFull(error)) return { outcome: 'full' };
    const refused = { triggerId: trigger.id, outcome: 'refused', code: error.code } as const;
    await addReceipt(tx, needs.runtime, { ...refused, reason: error.message });
    await disableTrigger(tx, trigger.id, error.message);
  }
  return { outcome: 'refused' };
}

/** Lets an event wait for room, in the transaction that tells of it; the trigger's history says so. */
export async function postpone(
  tx: Database,
  needs: DeliverNeeds,
  trigger: TriggerRow,
  what: DeliveryInput['delivery'],
): Promise<void> {
  const triggerId = trigger.id;
  if ((await waitingDeliveries(tx, triggerId)) >= MAX_WAITING_DELIVERIES) {
    const reason = `Cannot start workflow: ${MAX_WAITING_DELIVERIES} events of this trigger wait for room already`;
    await addReceipt(tx, needs.runtime, { triggerId, outcome: 'refused', code: 'queue_full', reason });
    return;
  }
  const by = { userId: trigger.created_by, workspaceId: trigger.workspace_id };
  const options = { key: `${triggerId}:${what.keys[0]}`, label: triggerId, always: true };
  await startRun(tx, needs.orchestrator, by, needs.deliver, { triggerId, delivery: what }, options);
  const reason = `The queue is full: tried again up to ${MAX_DELIVERY_TRIES} times`;
  await addReceipt(tx, needs.runtime, { triggerId, outcome: 'postponed', code: 'queue_full', reason });
}

async function waitingDeliveries(tx: Database, triggerId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('runs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('finished_at', 'is', null)
    .where('procedure_name', '=', PROCEDURE)
    .where('label', '=', triggerId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
