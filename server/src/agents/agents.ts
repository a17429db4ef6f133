import type { Context } from '@agenticgen/orchestrator';
import type { Granted, Permit } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { AGENT_STATES, AgentInput } from './contract.ts';
import { type AgentDefinition, builtInAgents } from './definitions.ts';
import { agentErrors } from './errors.ts';
import { type AgentMatch, matchAgents } from './match.ts';
import { type AgentRow, agentsOf, findAgentRow, findAgentVersion, MAX_AGENTS } from './queries.ts';

/** Picks the best agent for the task. */
export const AUTO = 'auto';

export interface WantedAgent {
  /** An agent's id, or `auto`. */
  id: string;
  task: string;
  /** The work was taken on while the agent was enabled: it may have been drained since, not disabled. */
  accepted?: boolean;
  /** When the work that this is a part of began (ms since 1970): an agent that was drained later still takes part. */
  begunAt?: number | undefined;
}

export interface Agents {
  /** The built-in ones, then those of the workspace. */
  list(workspaceId: string): Promise<AgentDefinition[]>;
  /** Throws `agent_unknown`. */
  find(workspaceId: string, id: string, version?: number): Promise<AgentDefinition>;
  /** For new work. Throws `agent_unknown`, and `agent_not_enabled` where it is drained or disabled. */
  usable(workspaceId: string, id: string): Promise<AgentDefinition>;
  match(workspaceId: string, task: string): Promise<AgentMatch[]>;
  /**
   * The agent of a run, the same on every replay: which one `auto` picks, and which version is the newest, are
   * recorded.
   */
  forRun(ctx: Context<Database>, workspaceId: string, wanted: WantedAgent): Promise<AgentDefinition>;
}

export interface AgentNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

export interface AgentsNeeds extends Pick<AgentNeeds, 'db'> {
  /** Tools that built-in agents would have and that this installation has not. */
  missingTools?: readonly string[];
}

export function createAgents({ db, missingTools = [] }: AgentsNeeds): Agents {
  const isThere = (tool: string) => !missingTools.includes(tool);
  const builtIns = builtInAgents.map((agent) => ({ ...agent, tools: agent.tools.filter(isThere) }));
  const findBuiltIn = (wanted: string) => builtIns.find(({ id }) => id === wanted);

  async function list(workspaceId: string): Promise<AgentDefinition[]> {
    const rows = await agentsOf(db, workspaceId);
    return [...builtIns, ...rows.map((row) => definitionOf(row, row.definition))];
  }

  async function find(workspaceId: string, id: string, version?: number): Promise<AgentDefinition> {
    const builtIn = findBuiltIn(id);
    if (builtIn) return builtIn;
    const row = await findAgentRow(db, id);
    if (!row || row.workspace_id !== workspaceId) throw agentErrors.agent_unknown(id);
    const found = await findAgentVersion(db, id, version ?? row.version);
    if (!found) throw agentErrors.agent_unknown(id);
    return definitionOf({ ...row, version: found.version }, found.definition);
  }

  async function usable(
    workspaceId: string,
    id: string,
    { accepted = false, begunAt }: Pick<WantedAgent, 'accepted' | 'begunAt'> = {},
  ): Promise<AgentDefinition> {
    const agent = await find(workspaceId, id);
    const isUnderWay = accepted || (begunAt !== undefined && begunAt < agent.stateSince);
    const works = agent.state === 'enabled' || (isUnderWay && agent.state === 'draining');
    if (!works) throw agentErrors.agent_not_enabled(agent.name, agent.state);
    return agent;
  }

  async function match(workspaceId: string, task: string): Promise<AgentMatch[]> {
    const all = await list(workspaceId);
    return matchAgents(
      all.filter(({ state }) => state === 'enabled'),
      task,
    );
  }

  async function forRun(
    ctx: Context<Database>,
    workspaceId: string,
    { id, task, ...underWay }: WantedAgent,
  ): Promise<AgentDefinition> {
    const builtIn = findBuiltIn(id);
    if (builtIn) return builtIn;
    const chosen = await ctx.step('agent', async () => {
      const [best] = id === AUTO ? await match(workspaceId, task) : [];
      const agent = await usable(workspaceId, best ? best.agentId : id, underWay);
      return { id: agent.id, version: agent.version, matched: best?.matched ?? [] };
    });
    if (id === AUTO) ctx.emit('agent.chosen', { agent: chosen.id, matched: chosen.matched });
    return find(workspaceId, chosen.id, chosen.version);
  }

  return { list, find, usable: (workspaceId, id) => usable(workspaceId, id), match, forRun };
}

function definitionOf(
  row: Pick<AgentRow, 'id' | 'version' | 'state' | 'state_since'>,
  text: string,
): AgentDefinition {
  const input = JSON.parse(text) as AgentInput;
  return {
    ...input,
    id: row.id,
    version: row.version,
    state: row.state as AgentDefinition['state'],
    stateSince: row.state_since,
    builtIn: false,
  };
}

/** Throws `too_many_agents`. */
export async function createAgent(
  { db, runtime }: AgentNeeds,
  { by }: Permit<'create', 'Agent'>,
  input: AgentInput,
): Promise<string> {
  const id = runtime.newId();
  const now = runtime.now();
  const who = { created_by: by.userId, created_at: now };
  const row = { id, workspace_id: by.workspaceId, state: 'enabled', version: 1, name: input.name, ...who };
  await inTransaction(db, async (tx) => {
    if ((await agentsOf(tx, by.workspaceId)).length >= MAX_AGENTS)
      throw agentErrors.too_many_agents(MAX_AGENTS);
    await tx
      .insertInto('agents')
      .values({ ...row, updated_at: now, deleted_at: null, state_since: now })
      .execute();
    const version = { agent_id: id, version: 1, definition: JSON.stringify(input), ...who };
    await tx.insertInto('agent_versions').values(version).execute();
  });
  return id;
}

/**
 * The next version; runs that are under way keep theirs. Throws `agent_changed` if somebody saved after
 * `baseVersion`.
 */
export async function updateAgent(
  { db, runtime }: AgentNeeds,
  { by, record }: Granted<'edit', AgentRow>,
  input: AgentInput,
  baseVersion?: number,
): Promise<void> {
  const now = runtime.now();
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'agents', record.id);
    const newest = ((await findAgentRow(tx, record.id)) ?? record).version;
    if (baseVersion !== undefined && baseVersion !== newest)
      throw agentErrors.agent_changed(baseVersion, newest);
    const version = newest + 1;
    const who = { created_by: by.userId, created_at: now };
    await tx
      .insertInto('agent_versions')
      .values({ agent_id: record.id, version, definition: JSON.stringify(input), ...who })
      .execute();
    await tx
      .updateTable('agents')
      .set({ version, name: input.name, updated_at: now })
      .where('id', '=', record.id)
      .execute();
  });
}

/** Makes an earlier version the current one, by saving it as the next. Throws `agent_version_unknown`. */
export async function restoreAgent(
  needs: AgentNeeds,
  agent: Granted<'edit', AgentRow>,
  { version, baseVersion }: { version: number; baseVersion?: number | undefined },
): Promise<void> {
  const found = await findAgentVersion(needs.db, agent.record.id, version);
  if (!found) throw agentErrors.agent_version_unknown(version);
  await updateAgent(needs, agent, JSON.parse(found.definition) as AgentInput, baseVersion);
}

export async function setAgentState(
  { db, runtime }: AgentNeeds,
  { record }: Granted<'edit', AgentRow>,
  state: (typeof AGENT_STATES)[number],
): Promise<void> {
  const now = runtime.now();
  await db
    .updateTable('agents')
    .set({ state, updated_at: now, state_since: now })
    .where('id', '=', record.id)
    // Asking again does not begin it anew.
    .where('state', '!=', state)
    .execute();
}

export async function removeAgent(
  { db, runtime }: AgentNeeds,
  { record }: Granted<'delete', AgentRow>,
): Promise<void> {
  await db.updateTable('agents').set({ deleted_at: runtime.now() }).where('id', '=', record.id).execute();
}
