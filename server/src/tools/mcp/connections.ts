import type { SpawnIsolated } from '@agenticgen/sandbox';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/cfworker-provider.js';
import { isProblem } from '../../problem/index.ts';
import { toolErrors } from '../errors.ts';
import { authorize } from '../openapi/auth.ts';
import { cleanText } from '../tame-schema.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { isolatedTransport } from './isolated-transport.ts';
import {
  CONNECT_TIMEOUT_MS,
  FIRST_BACKOFF_MS,
  IDLE_MS,
  LIST_AGE_MS,
  MAX_BACKOFF_MS,
  MAX_CONNECTIONS,
} from './limits.ts';
import { type Listed, listTools } from './list-tools.ts';
import { type OAuthNeeds, oauthProvider } from './oauth.ts';
import { readSecret } from './secret.ts';

export type McpPlace = { kind: 'http'; url: string } | { kind: 'stdio'; command: string; args: string[] };

export interface McpServer {
  id: string;
  name: string;
  place: McpPlace;
}

/** The folder of the programs that may be started, or why none may. */
export type Programs = { folder: string } | { refused: string };

export interface ConnectionNeeds extends OAuthNeeds {
  now(): number;
  version: string;
  spawnIsolated: SpawnIsolated;
  programs: Programs;
}

export interface Connection {
  client: Client;
  listed: Listed;
}

export interface Connections {
  /**
   * An open connection with a list of tools that is at most a minute old. After a failure the next try is not made
   * before a pause that doubles. Throws `mcp_unreachable`, `mcp_unauthorized`, `mcp_program_refused` ...
   */
  open(server: McpServer): Promise<Connection>;
  /** Hangs up, and forgets earlier failures. */
  forget(id: string): Promise<void>;
  close(): Promise<void>;
}

interface Open extends Connection {
  listedAt: number;
  usedAt: number;
  idle: NodeJS.Timeout;
}

interface Failure {
  count: number;
  until: number;
  error: unknown;
}

export function createConnections(needs: ConnectionNeeds): Connections {
  const open = new Map<string, Open>();
  const opening = new Map<string, Promise<Open>>();
  const failures = new Map<string, Failure>();

  async function connect(server: McpServer): Promise<Open> {
    const { id } = server;
    const past = failures.get(id);
    if (past && past.until > needs.now()) throw past.error;
    const client = new Client(
      { name: 'AgenticGen', version: needs.version },
      { capabilities: {}, jsonSchemaValidator: new CfWorkerJsonSchemaValidator() },
    );
    let said = () => '';
    try {
      if (open.size >= MAX_CONNECTIONS) await hangUp(oldest());
      const transport = await transportOf(needs, server);
      said = 'diagnostic' in transport ? transport.diagnostic : said;
      await client.connect(transport, { timeout: CONNECT_TIMEOUT_MS });
      const made = await list({ client, server });
      failures.delete(id);
      return made;
    } catch (error) {
      void client.close().catch(() => undefined);
      const problem = problemOf(error, said());
      const count = (past?.count ?? 0) + 1;
      const pauseMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (count - 1));
      failures.set(id, { count, until: needs.now() + pauseMs, error: problem });
      throw problem;
    }
  }

  async function list({ client, server }: { client: Client; server: McpServer }): Promise<Open> {
    const listed = await listTools(client, server.name);
    const idle = setInterval(() => {
      const known = open.get(server.id);
      if (known && needs.now() - known.usedAt > IDLE_MS) void hangUp(server.id);
    }, IDLE_MS);
    idle.unref();
    const made: Open = { client, listed, listedAt: needs.now(), usedAt: needs.now(), idle };
    client.onclose = () => {
      clearInterval(idle);
      if (open.get(server.id) === made) open.delete(server.id);
    };
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      made.listedAt = 0;
    });
    open.set(server.id, made);
    return made;
  }

  async function fresh(server: McpServer): Promise<Open> {
    const known = open.get(server.id);
    if (!known) return connect(server);
    known.usedAt = needs.now();
    if (needs.now() - known.listedAt < LIST_AGE_MS) return known;
    try {
      known.listed = await listTools(known.client, server.name);
      known.listedAt = needs.now();
      return known;
    } catch {
      // Dead, or it has forgotten us: a new connection tells.
      await hangUp(server.id);
      return connect(server);
    }
  }

  const oldest = () => [...open].sort(([, a], [, b]) => a.usedAt - b.usedAt)[0]?.[0] ?? '';

  async function hangUp(id: string): Promise<void> {
    const known = open.get(id);
    open.delete(id);
    if (!known) return;
    clearInterval(known.idle);
    await known.client.close().catch(() => undefined);
  }

  return {
    open(server) {
      const running = opening.get(server.id) ?? fresh(server).finally(() => opening.delete(server.id));
      opening.set(server.id, running);
      return running;
    },
    async forget(id) {
      failures.delete(id);
      await hangUp(id);
    },
    async close() {
      await Promise.all([...open.keys()].map(hangUp));
    },
  };
}

async function transportOf(
  needs: ConnectionNeeds,
  { id, place }: McpServer,
): Promise<Transport | ReturnType<typeof isolatedTransport>> {
  const secret = await readSecret(needs, id);
  if (place.kind === 'stdio') {
    const { programs } = needs;
    if ('refused' in programs) throw toolErrors.mcp_program_refused(programs.refused);
    const { folder } = programs;
    const { command, args } = place;
    return isolatedTransport(() => needs.spawnIsolated({ command, args, env: secret.env, folder }));
  }
  const fetch = guardedFetch(needs.egress);
  const url = new URL(place.url);
  if (secret.auth.kind === 'oauth') {
    const authProvider = oauthProvider(needs, id, secret.oauth.returnTo ?? url.href);
    return new StreamableHTTPClientTransport(url, { fetch, authProvider }) as Transport;
  }
  const tokens = new Map<string, { token: string; until: number }>();
  const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  const { headers, query } = await authorize({ ...needs, tokens }, id, secret.auth, signal);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return new StreamableHTTPClientTransport(url, { fetch, requestInit: { headers } }) as Transport;
}

/** What a server says when it fails is shown as text, bounded. */
export function problemOf(error: unknown, said = ''): Error {
  if (isProblem(error)) return error;
  if (error instanceof UnauthorizedError) return toolErrors.mcp_unauthorized();
  const { cause } = error as { cause?: unknown };
  if (isProblem(cause)) return cause;
  const why = said.trim() || (error instanceof Error ? error.message : String(error));
  return toolErrors.mcp_unreachable(cleanText(why.replaceAll(/\s+/g, ' '), 300));
}
