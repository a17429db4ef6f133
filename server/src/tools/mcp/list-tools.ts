import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ListToolsResultSchema, type Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { isProblem } from '../../problem/index.ts';
import { hashOfDefinition, type ToolDefinition } from '../definitions.ts';
import { toolErrors } from '../errors.ts';
import { MAX_SOURCE_TOOLS } from '../source-queries.ts';
import { toolNames } from '../sources.ts';
import { cleanText, tameSchema } from '../tame-schema.ts';
import { LIST_TIMEOUT_MS, MAX_PAGES } from './limits.ts';

const MAX_DESCRIPTION_LENGTH = 1_000;
const MAX_NAME_LENGTH = 128;
const MAX_SKIPPED = 20;

export interface Listed {
  definitions: ToolDefinition[];
  /** Tools that cannot be taken, and why. */
  skipped: { name: string; reason: string }[];
}

/** The tools of a server as they may be shown: bounded, cleaned, tamed. Throws `mcp_too_many_tools`. */
export async function listTools(client: Client, sourceName: string): Promise<Listed> {
  const found: McpTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page++) {
    if (page >= MAX_PAGES || found.length > MAX_SOURCE_TOOLS)
      throw toolErrors.mcp_too_many_tools(MAX_SOURCE_TOOLS);
    const params = cursor === undefined ? {} : { cursor };
    const request = { method: 'tools/list' as const, params };
    // Not client.listTools(): that makes code of the schemas of the answers.
    const reply = await client.request(request, ListToolsResultSchema, { timeout: LIST_TIMEOUT_MS });
    found.push(...reply.tools);
    cursor = reply.nextCursor;
    if (cursor === undefined) break;
  }
  return definitionsOf(found, sourceName);
}

export function definitionsOf(found: readonly McpTool[], sourceName: string): Listed {
  const listed: Listed = { definitions: [], skipped: [] };
  // In the order of their names, so that two that clean to the same keep theirs whatever order they come in.
  const sorted = [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = toolNames(
    sourceName,
    sorted.map(({ name }) => name.slice(0, MAX_NAME_LENGTH)),
  );
  for (const [index, tool] of sorted.entries()) {
    try {
      listed.definitions.push(definitionOf(tool, names[index] ?? ''));
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (listed.skipped.length < MAX_SKIPPED)
        listed.skipped.push({ name: cleanText(tool.name, 64), reason: error.message });
    }
  }
  return listed;
}

/**
 * What a server says of its tool is data for people and models, never an instruction. Its hints are not believed: a
 * tool of somebody else has an effect outside until an administrator says otherwise.
 */
function definitionOf(
  { name: remote, title, description, inputSchema, annotations }: McpTool,
  name: string,
): ToolDefinition {
  const shown = cleanText(title ?? annotations?.title ?? remote, 120) || name;
  const words = cleanText(description ?? '', MAX_DESCRIPTION_LENGTH) || shown;
  const parameters = { ...tameSchema(inputSchema), type: 'object' };
  return { name, title: shown, description: words, effect: 'outside', parameters, call: { remote } };
}

export function hashesOf(definitions: readonly ToolDefinition[]): Map<string, string> {
  return new Map(definitions.map((definition) => [definition.name, hashOfDefinition(definition)]));
}
