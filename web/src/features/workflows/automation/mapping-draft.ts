import { isObject } from '../../../lib/json-value.ts';
import type { InputField } from '../../../ui/input/input-fields.ts';
import { EVENT_FIELDS, placeOf, type TriggerKind } from './trigger-kind.ts';

/** Where the input of a workflow comes from: the fields of the same name, or a template for each. */
export interface MappingDraft {
  isMapped: boolean;
  /** By the name of the field; what is left empty is not given. */
  templates: Record<string, string>;
  /** In place of the templates, for what they can't say; null while there are fields. */
  json: string | null;
}

export function newMapping(kind: TriggerKind, fields: readonly InputField[]): MappingDraft {
  return {
    isMapped: false,
    templates: Object.fromEntries(
      fields.map(({ name }) => [name, isTold(kind, name) ? placeOf(kind, name) : '']),
    ),
    json: fields.length === 0 ? '{}' : null,
  };
}

/** Whether what comes may tell a field by its name: a webhook anything, an event what it has. */
const isTold = (kind: TriggerKind, name: string): boolean =>
  kind === 'webhook' || EVENT_FIELDS[kind].includes(name);

/** The fields that the workflow needs and that have no template. */
export function emptyFields(draft: MappingDraft, fields: readonly InputField[]): string[] {
  if (!draft.isMapped || draft.json !== null) return [];
  return fields.filter(({ isNeeded, name }) => isNeeded && !draft.templates[name]).map(({ name }) => name);
}

/** The mapping for the server: undefined for none, null for one that can't be read. */
export function readMapping({
  isMapped,
  templates,
  json,
}: MappingDraft): Record<string, unknown> | undefined | null {
  if (!isMapped) return undefined;
  if (json === null) return Object.fromEntries(Object.entries(templates).filter(([, text]) => text !== ''));
  try {
    const read: unknown = JSON.parse(json);
    return isObject(read) && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}
