import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Granted, Permit } from '../../access/index.ts';
import type { Database } from '../../db/index.ts';
import type { FileStore } from '../../files/index.ts';
import { isProblem } from '../../problem/index.ts';
import { hashOfDefinition } from '../definitions.ts';
import { toolErrors } from '../errors.ts';
import { secretsOf } from '../openapi/auth.ts';
import type { Caller } from '../source-provider.ts';
import type { SourceRow } from '../source-queries.ts';
import { addSource, type SourceNeeds, setSourceTools } from '../sources.ts';
import type { McpSourceInput } from '../sources-contract.ts';
import { type Connections, type McpPlace, type McpServer, problemOf } from './connections.ts';
import { hashesOf, type Listed } from './list-tools.ts';
import { resultOf } from './result.ts';
import { type McpSecret, textsOf } from './secret.ts';

export interface McpConfig {
  title: string;
  place: McpPlace;
  authKind: string;
  /** Tools that were refused at the last look, and why. */
  skipped?: Listed['skipped'];
}

export interface McpNeeds extends SourceNeeds {
  connections: Connections;
}

/** A program is `node`, `python3` or a file of the folder. */
const PROGRAM = /^(?:node|python3|\.\/[A-Za-z0-9._/-]+)$/;

/** Adds a server and looks at its tools, which wait for approval. One that does not answer is added, and says so. */
export async function addMcp(
  needs: McpNeeds,
  allowed: Permit<'create', 'Tool'>,
  { name, title, place, auth, env }: McpSourceInput,
): Promise<SourceRow> {
  if (place.kind === 'stdio' && (!PROGRAM.test(place.command) || place.command.includes('..')))
    throw toolErrors.mcp_program_refused('it is neither node nor python3 nor a file of the folder');
  const config: McpConfig = { title: title ?? name, place, authKind: auth.kind };
  const secret: McpSecret = { auth, env, oauth: {} };
  const source = await addSource(needs, allowed, { kind: 'mcp', name, config, secret });
  await lookAt(needs, source);
  return source;
}

/** Looks at a server anew, whatever happened before. */
export async function refreshMcp(needs: McpNeeds, { record }: Granted<'edit', SourceRow>): Promise<void> {
  await needs.connections.forget(record.id);
  await lookAt(needs, record);
}

async function lookAt({ connections, ...needs }: McpNeeds, source: SourceRow): Promise<void> {
  try {
    const { listed } = await connections.open(serverOf(source));
    await takeList(needs, source, listed);
  } catch (error) {
    if (!isProblem(error)) throw error;
    await setState(needs.db, source.id, { state: 'failed', reason: `${error.message} (${error.code})` });
  }
}

async function takeList(
  needs: Pick<SourceNeeds, 'db' | 'runtime'>,
  source: SourceRow,
  { definitions, skipped }: Listed,
): Promise<void> {
  await setSourceTools(needs, source, definitions, null);
  const config = JSON.stringify({ ...(JSON.parse(source.config) as McpConfig), skipped });
  await setState(needs.db, source.id, { state: 'ready', reason: null, config });
}

async function setState(
  db: Database,
  id: string,
  change: { state: string; reason: string | null; config?: string },
): Promise<void> {
  await db
    .updateTable('tool_sources')
    .set({ ...change, reason: change.reason?.slice(0, 900) ?? null })
    .where('id', '=', id)
    .execute();
}

function serverOf({ id, name, config }: SourceRow): McpServer {
  return { id, name, place: (JSON.parse(config) as McpConfig).place };
}

interface CallerNeeds extends Pick<SourceNeeds, 'db' | 'runtime'> {
  files: FileStore;
  connections: Connections;
}

/** Calls tools of servers: only one that the server lists now exactly as it was approved. */
export function mcpCaller({ connections, ...needs }: CallerNeeds): Caller {
  return {
    async call({ row }, definition, given, context) {
      const { client, listed } = await connections.open(serverOf(row));
      if (hashesOf(listed.definitions).get(definition.name) !== hashOfDefinition(definition)) {
        await takeList(needs, row, listed);
        throw toolErrors.mcp_tool_changed(definition.name);
      }
      const { remote } = definition.call as { remote: string };
      const params = { name: remote, arguments: given };
      const options = { signal: context.signal, timeout: CALL_TIMEOUT_MS };
      try {
        const raw = await client.request({ method: 'tools/call', params }, CallToolResultSchema, options);
        return await resultOf(needs, raw, context);
      } catch (error) {
        context.signal.throwIfAborted();
        await connections.forget(row.id);
        throw problemOf(error);
      }
    },
    secrets: ({ secret }) => textsOf(secret as McpSecret, secretsOf),
  };
}

/** The tool's own time ends a call before. */
const CALL_TIMEOUT_MS = 15 * 60_000;
