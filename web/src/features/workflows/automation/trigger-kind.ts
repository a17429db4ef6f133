import { IconFileCheck, IconMessageCheck, IconWebhook } from '@tabler/icons-react';
import type { Trigger } from '../../../lib/api-types.ts';
import type { InputField } from '../../../ui/input/input-fields.ts';

export type TriggerKind = Trigger['kind'];
export const TRIGGER_KINDS: readonly TriggerKind[] = [
  'webhook',
  'document.ingested',
  'conversation.answered',
];

export const TRIGGER_ICONS: Record<TriggerKind, typeof IconWebhook> = {
  webhook: IconWebhook,
  'document.ingested': IconFileCheck,
  'conversation.answered': IconMessageCheck,
};

/** What a change of a trigger changes in lists. */
export const TRIGGERS_TOUCHED = ['GET /api/v1/triggers', 'GET /api/v1/workflows/{id}/triggers'] as const;

/** What an event tells; a webhook tells whatever is sent. */
export const EVENT_FIELDS: Record<Exclude<TriggerKind, 'webhook'>, readonly string[]> = {
  'document.ingested': ['documentId', 'baseId', 'name', 'passages'],
  'conversation.answered': ['conversationId', 'messageId', 'text'],
};

/** The name of a kind in the catalogue: a dot would lead into it. */
export const kindKey = (kind: TriggerKind): string => kind.replace('.', '-');

/** How a template names a field of what comes. */
export const placeOf = (kind: TriggerKind, name: string): string =>
  kind === 'webhook' ? `{{input.body.${name}}}` : `{{input.event.${name}}}`;

/** What the workflow needs and an event does not tell by itself: every run of it would be refused. */
export function missingFields(kind: TriggerKind, fields: readonly InputField[]): string[] {
  if (kind === 'webhook') return [];
  const told = new Set([...EVENT_FIELDS[kind], 'event']);
  return fields.filter(({ isNeeded, name }) => isNeeded && !told.has(name)).map(({ title }) => title);
}
