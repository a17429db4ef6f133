import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import {
  type Begun,
  beginEntry,
  type CallNeeds,
  type CallResult,
  callEntry,
  type GivenCall,
} from './call.ts';
import { endCall } from './call-records.ts';
import { definitionOf, PRODUCT_SCOPE, recordDefinitions } from './definitions.ts';
import { isUsable, type ProvidedTool, type ToolEntry, type ToolSource } from './entry.ts';
import { toolErrors } from './errors.ts';
import type { ToolPolicy } from './registry-contract.ts';
import { asksFirst, settingsOf } from './settings.ts';
import type { Tool, ToolContext } from './tool.ts';
import { traitsOf } from './traits.ts';

/** Where tools come from. What is asked for at each answer must be quick: a provider answers from what it has stored. */
export interface ToolProvider {
  /** With names, it may leave out all others. */
  list(workspaceId: string, names?: readonly string[]): Promise<ProvidedTool[]>;
}

export interface Toolbox {
  /** Notes the versions of what is built in. Else the first who asks for tools does. */
  prepare(): Promise<void>;
  /** All tools that a workspace knows, also those that may not be used now. Of two with one name the first counts. */
  list(workspaceId: string, names?: readonly string[]): Promise<ToolEntry[]>;
  /** Those that may be used: enabled, approved, there, with something to do. */
  usable(workspaceId: string, names?: readonly string[]): Promise<ToolEntry[]>;
  /** Throws `tool_not_found`. */
  find(workspaceId: string, name: string): Promise<ToolEntry>;
  policy(workspaceId: string): Promise<ToolPolicy>;
  /** One call under all rules of the tool. What the model can mend is told in the result; other errors are thrown. */
  call(entry: ToolEntry | undefined, call: GivenCall, context: ToolContext): Promise<CallResult>;
  /** The rules for a call whose work is a run of its own, and its end. */
  begin(entry: ToolEntry | undefined, call: GivenCall, context: ToolContext): Promise<Begun>;
  end(record: string, ended: { ok: boolean; code: string | null; durationMs: number }): Promise<void>;
}

export interface ToolboxNeeds extends CallNeeds {
  builtIn: readonly Tool[];
  providers?: readonly ToolProvider[];
}

export function createToolbox(needs: ToolboxNeeds): Toolbox {
  const { db, runtime, builtIn, providers = [] } = needs;
  const own = builtInProvider(db, runtime, builtIn);
  const all = [own, ...providers];

  async function list(workspaceId: string, names?: readonly string[]): Promise<ToolEntry[]> {
    const { policy, of } = await settingsOf(db, workspaceId);
    const byName = new Map<string, ToolEntry>();
    for (const provider of all) {
      for (const provided of await provider.list(workspaceId, names)) {
        const { name } = provided.tool;
        if (byName.has(name) || (names && !names.includes(name))) continue;
        const settings = of(name);
        const traits = traitsOf(provided.tool, settings);
        byName.set(name, { ...provided, settings, traits, asks: asksFirst(provided.tool, traits, policy) });
      }
    }
    return [...byName.values()];
  }

  return {
    list,
    async prepare() {
      await own.list('');
    },
    async usable(workspaceId, names) {
      const usable = (await list(workspaceId, names)).filter(isUsable);
      const offered = await Promise.all(usable.map(({ tool }) => tool.isOffered?.(workspaceId) ?? true));
      return usable.filter((_, index) => offered[index]);
    },
    async find(workspaceId, name) {
      const [found] = await list(workspaceId, [name]);
      if (!found) throw toolErrors.tool_not_found(name);
      return found;
    },
    policy: async (workspaceId) => (await settingsOf(db, workspaceId)).policy,
    call: (entry, call, context) => callEntry(needs, entry, call, context),
    begin: (entry, call, context) => beginEntry(needs, entry, call, context),
    end: (record, ended) => endCall(needs, record, ended),
  };
}

/** Versions are looked up once for a process: what is built in changes with the product. */
function builtInProvider(db: Database, { now }: Pick<Runtime, 'now'>, tools: readonly Tool[]): ToolProvider {
  let versions: Promise<Map<string, number>> | undefined;
  const source: ToolSource = { kind: 'built-in', id: null, name: 'AgenticGen' };
  return {
    async list() {
      versions ??= recordDefinitions(db, PRODUCT_SCOPE, tools.map(definitionOf), now()).catch((error) => {
        versions = undefined;
        throw error;
      });
      const known = await versions;
      return tools.map((tool) => ({
        tool,
        source,
        version: known.get(tool.name) ?? 1,
        state: 'ready' as const,
      }));
    },
  };
}
