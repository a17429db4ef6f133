import { LRUCache } from 'lru-cache';
import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { ToolDefinition } from './definitions.ts';
import type { ProvidedTool } from './entry.ts';
import { jsonSchemaType } from './json-schema-type.ts';
import { type SourceRow, sourcesOf, sourceTools } from './source-queries.ts';
import { secretPlace } from './sources.ts';
import type { Tool, ToolContext, ToolResult } from './tool.ts';
import type { ToolProvider } from './toolbox.ts';

/** Definitions that are kept in memory, by their hash. */
const MAX_KEPT_DEFINITIONS = 5_000;

/** What a kind of source does for a call of one of its tools. */
export interface Caller {
  call(
    source: OpenSource,
    definition: ToolDefinition,
    given: Record<string, unknown>,
    context: ToolContext,
  ): Promise<ToolResult>;
  secrets(source: OpenSource): readonly string[];
}

/** A source with its secret readable. */
export interface OpenSource {
  row: SourceRow;
  config: unknown;
  secret: unknown;
}

export interface SourceProviderNeeds {
  db: Database;
  keyring: Keyring;
  callers: Record<string, Caller>;
}

export function openSource(keyring: Keyring, row: SourceRow): OpenSource {
  const secret =
    row.secret_cipher === null ? null : JSON.parse(keyring.open(row.secret_cipher, secretPlace(row.id)));
  return { row, config: JSON.parse(row.config), secret };
}

/** The tools of what a workspace has connected, from what is stored: nobody outside is asked before a call. */
export function sourceProvider({ db, keyring, callers }: SourceProviderNeeds): ToolProvider {
  const kept = new LRUCache<string, ToolDefinition>({ max: MAX_KEPT_DEFINITIONS });

  async function definitionsFor(
    workspaceId: string,
    rows: readonly { name: string; version: number; hash: string }[],
  ) {
    const missing = rows.filter(({ hash }) => !kept.has(hash));
    for (let from = 0; from < missing.length; from += 200) {
      const names = missing.slice(from, from + 200).map(({ name }) => name);
      const found = await db
        .selectFrom('tool_definitions')
        .select(['hash', 'definition'])
        .where('scope', '=', workspaceId)
        .where('name', 'in', names)
        .execute();
      for (const { hash, definition } of found) kept.set(hash, JSON.parse(definition) as ToolDefinition);
    }
  }

  function toolOf(source: SourceRow, definition: ToolDefinition): Tool {
    const { name, title, description, effect, parameters } = definition;
    const caller = callers[source.kind];
    return {
      ...{ name, title, description, effect, parameters },
      schema: jsonSchemaType(parameters) as Tool['schema'],
      foreign: source.name,
      traits: { risk: effect === 'read' ? 'medium' : 'high' },
      secrets: () => caller?.secrets(openSource(keyring, source)) ?? [],
      run(input, context) {
        if (!caller) throw new TypeError(`Nothing calls tools of the kind ${source.kind}`);
        return caller.call(
          openSource(keyring, source),
          definition,
          input as Record<string, unknown>,
          context,
        );
      },
    };
  }

  return {
    async list(workspaceId, names) {
      const rows = await sourceTools(db, workspaceId, names);
      if (rows.length === 0) return [];
      const sources = new Map((await sourcesOf(db, workspaceId)).map((row) => [row.id, row]));
      await definitionsFor(workspaceId, rows);
      return rows.flatMap((row): ProvidedTool[] => {
        const source = sources.get(row.source_id);
        const definition = kept.get(row.hash);
        if (!source || !definition) return [];
        const state =
          row.gone_at !== null ? 'gone' : row.approved_version === row.version ? 'ready' : 'pending';
        const from = { kind: source.kind as 'openapi' | 'mcp', id: source.id, name: source.name };
        return [{ tool: toolOf(source, definition), source: from, version: row.version, state }];
      });
    },
  };
}
