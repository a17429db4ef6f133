import type { DefinitionSource } from '@agenticgen/orchestrator/workflow';

export const CATEGORIES = ['code', 'data', 'together'] as const;

/** A ready workflow. Its name and description in the reader's language stand in the catalogues of the web app. */
export interface Template {
  id: string;
  category: (typeof CATEGORIES)[number];
  definition: DefinitionSource;
}

/** An input of plain texts, all of them needed. */
export function texts(properties: Record<string, { title: string; default?: string }>) {
  const entries = Object.entries(properties).map(([name, { title, default: value }]) => [
    name,
    { type: 'string', title, ...(value === undefined ? {} : { default: value }) },
  ]);
  return { type: 'object', properties: Object.fromEntries(entries), required: Object.keys(properties) };
}
