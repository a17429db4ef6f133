import type { Database } from '../db/index.ts';
import { type DeliverNeeds, postpone, tryDelivery } from './deliveries.ts';

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
 * person whose conversation it is. What the workflow does not take is left out, and never hinders the event; what
 * finds no room in the queue waits for it.
 */
export async function triggerIn(tx: Database, needs: DeliverNeeds, event: TriggerEvent): Promise<void> {
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
    const { outcome } = await tryDelivery(tx, needs, trigger, delivery);
    if (outcome === 'full') await postpone(tx, needs, trigger, delivery);
  }
}
