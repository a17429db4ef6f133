import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { isFull } from './fire.ts';
import { addReceipt } from './receipts.ts';
import type { StartNeeds } from './start.ts';
import { deliverIn, disableTrigger } from './triggers.ts';

/** What other slices tell, in the transaction in which it becomes so. `id` is the same however often it is told. */
export type TriggerEvent =
  | {
      type: 'document.ingested';
      id: string;
      workspaceId: string;
      userId: string;
      fields: { documentId: string; baseId: string; name: string; passages: number };
    }
  | {
      type: 'conversation.answered';
      id: string;
      workspaceId: string;
      userId: string;
      fields: { conversationId: string; messageId: string; text: string };
    };

/** Triggers that one event starts. */
const MAX_TRIGGERED = 100;

/**
 * Starts the workflows that wait for an event. What is said in a conversation is told only to triggers of the
 * person whose conversation it is. What the workflow does not take is left out, and never hinders the event.
 */
export async function triggerIn(
  tx: Database,
  needs: Omit<StartNeeds, 'db'>,
  event: TriggerEvent,
): Promise<void> {
  let query = tx
    .selectFrom('workflow_triggers')
    .selectAll()
    .where('workspace_id', '=', event.workspaceId)
    .where('kind', '=', event.type)
    .where('enabled', '=', 1);
  if (event.type === 'conversation.answered') query = query.where('created_by', '=', event.userId);
  const { type, id, fields } = event;
  for (const trigger of await query.orderBy('id').limit(MAX_TRIGGERED).execute()) {
    const delivery = { keys: [`event:${id}`], given: { event: { type, ...fields } }, fields };
    try {
      const fired = await deliverIn(tx, needs, trigger, delivery);
      if (fired.kind === 'refused') await disableTrigger(tx, trigger.id, fired.reason);
    } catch (error) {
      if (!isProblem(error)) throw error;
      const refused = { triggerId: trigger.id, outcome: 'refused', code: error.code } as const;
      await addReceipt(tx, needs.runtime, { ...refused, reason: error.message });
      if (!isFull(error)) await disableTrigger(tx, trigger.id, error.message);
    }
  }
}
