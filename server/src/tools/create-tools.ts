import { type Cache, createCache, memoryStore } from '@agenticgen/cache';
import { isolatedPrograms, LEVELS, type Level } from '@agenticgen/sandbox';
import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Egress } from './guarded-request.ts';
import { type Connections, createConnections, type Programs } from './mcp/connections.ts';
import { mcpCaller } from './mcp/source.ts';
import { apiCaller } from './openapi/source.ts';
import { systemResolve } from './public-address.ts';
import { sourceProvider } from './source-provider.ts';
import type { Tool, ToolResult } from './tool.ts';
import { createToolbox, type Toolbox, type ToolProvider } from './toolbox.ts';

/** How well a program of an MCP server is isolated: its limits are rlimits. */
const PROGRAM_LEVEL: Level = 'namespace without cgroups';

export interface ToolsNeeds {
  db: Database;
  runtime: Runtime;
  keyring: Keyring;
  files: FileStore;
  version: string;
  builtIn: readonly Tool[];
  /** Tools that other slices add. */
  providers?: readonly ToolProvider[];
  /** Hosts of the own network that connected tools may reach. */
  egressHosts: readonly string[];
  /** Folder of MCP servers that may be started; null: none. */
  programFolder: string | null;
  /** Programs that would be less isolated are refused. */
  minLevel: Level;
}

export interface Tools {
  toolbox: Toolbox;
  egress: Egress;
  connections: Connections;
}

/** All tools of a process: those built in, those connected, those of other slices. */
export function createTools(needs: ToolsNeeds): Tools {
  const { db, runtime, keyring, files, builtIn, version } = needs;
  const egress: Egress = { resolve: systemResolve, namedHosts: needs.egressHosts };
  const connections = createConnections({
    ...{ db, keyring, egress, version, now: runtime.now, randomBytes: runtime.randomBytes },
    spawnIsolated: isolatedPrograms(),
    programs: programsOf(needs),
  });
  const callers = {
    openapi: apiCaller({ db, files, egress, now: runtime.now }),
    mcp: mcpCaller({ db, runtime, files, connections }),
  };
  const cache: Cache<ToolResult> = createCache({ store: memoryStore(), clock: runtime.now });
  const providers = [...(needs.providers ?? []), sourceProvider({ db, keyring, callers })];
  const toolbox = createToolbox({ db, runtime, files, cache, builtIn, providers });
  return { toolbox, egress, connections };
}

function programsOf({ programFolder, minLevel }: Pick<ToolsNeeds, 'programFolder' | 'minLevel'>): Programs {
  if (programFolder === null) return { refused: 'no folder of programs is named' };
  const refused = programsRefused(minLevel);
  return refused === null ? { folder: programFolder } : { refused };
}

/** Why programs are not started where this is the least isolation that is allowed; null where they are. */
export function programsRefused(minLevel: Level): string | null {
  if (LEVELS.indexOf(PROGRAM_LEVEL) >= LEVELS.indexOf(minLevel)) return null;
  return `their isolation is "${PROGRAM_LEVEL}", and "${minLevel}" is the least that is allowed`;
}
