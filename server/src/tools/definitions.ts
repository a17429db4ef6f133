import { createHash } from 'node:crypto';
import type { Database } from '../db/index.ts';
import { insertIgnore } from '../db/index.ts';
import type { Tool } from './tool.ts';
import { parametersOf } from './tool-specs.ts';
import type { Effect } from './traits.ts';

/** The scope of what is built in: the same in all workspaces. */
export const PRODUCT_SCOPE = 'product';
export const MAX_SHOWN_VERSIONS = 100;

/** What a model and a person are told of a tool, and what it may do: a change of it is a new version. */
export interface ToolDefinition {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  parameters: Record<string, unknown>;
  /** How a tool of a source is called there: a change of it is a new version, too. */
  call?: unknown;
}

export function definitionOf(tool: Tool): ToolDefinition {
  const { name, title, description, effect } = tool;
  return { name, title, description, effect, parameters: parametersOf(tool) };
}

export function hashOfDefinition(definition: ToolDefinition): string {
  return createHash('sha256').update(stable(definition)).digest('hex');
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`).join(',')}}`;
}

/**
 * The number of each definition's version: the newest where it is as it was, else the next one, which is recorded.
 * Two processes that see a change at the same time agree, since the second finds the number taken and looks again.
 */
export async function recordDefinitions(
  db: Database,
  scope: string,
  definitions: readonly ToolDefinition[],
  now: number,
): Promise<Map<string, number>> {
  const newest = await newestOf(db, scope);
  const versions = new Map<string, number>();
  for (const definition of definitions) {
    const hash = hashOfDefinition(definition);
    const known = newest.get(definition.name);
    if (known?.hash === hash) {
      versions.set(definition.name, known.version);
      continue;
    }
    const version = (known?.version ?? 0) + 1;
    const row = { scope, name: definition.name, version, hash, definition: JSON.stringify(definition) };
    const isNew = await insertIgnore(db, 'tool_definitions', {
      ...row,
      created_at: now,
      approved_by: null,
      approved_at: null,
    });
    if (!isNew) return recordDefinitions(db, scope, definitions, now);
    versions.set(definition.name, version);
  }
  return versions;
}

export async function newestOf(db: Database, scope: string) {
  const rows = await db
    .selectFrom('tool_definitions')
    .select(['name', 'version', 'hash'])
    .where('scope', '=', scope)
    .orderBy('version')
    .execute();
  return new Map(rows.map((row) => [row.name, row]));
}

export function versionsOf(db: Database, scopes: readonly string[], name: string) {
  return db
    .selectFrom('tool_definitions')
    .selectAll()
    .where('scope', 'in', scopes)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(MAX_SHOWN_VERSIONS)
    .execute();
}
