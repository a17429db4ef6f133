/** A JSON value while it is edited as text. */
export interface ValueDraft {
  /** Whether the fields are those of an object; else there is one without a name. */
  isObject: boolean;
  fields: readonly { name: string; isText: boolean; text: string }[];
}

export function draftValue(value: unknown): ValueDraft {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries: [string, unknown][] = isObject ? Object.entries(value) : [['', value ?? null]];
  const fields = entries.map(([name, item]) => ({
    name,
    isText: typeof item === 'string',
    text: typeof item === 'string' ? item : JSON.stringify(item, null, 2),
  }));
  return { isObject, fields };
}

/** The value, and the names of the fields that are no JSON. */
export function editedValue({ isObject, fields }: ValueDraft): { value: unknown; faults: string[] } {
  const faults: string[] = [];
  const read = ({ name, isText, text }: ValueDraft['fields'][number]): unknown => {
    if (isText) return text;
    try {
      return JSON.parse(text);
    } catch {
      faults.push(name);
      return null;
    }
  };
  const entries = fields.map((field) => [field.name, read(field)] as const);
  return { value: isObject ? Object.fromEntries(entries) : entries[0]?.[1], faults };
}
