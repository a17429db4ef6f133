import type { Permit } from '../access/index.ts';
import { type Database, upsert } from '../db/index.ts';
import { toolErrors } from './errors.ts';
import type { ToolPolicy, ToolSettings } from './registry-contract.ts';
import type { Tool } from './tool.ts';
import type { Traits } from './traits.ts';

/** Under this name stands what holds for all tools of a workspace. No tool is called so. */
const POLICY_ROW = '*';

/** Until somebody says otherwise, people are asked before what others see or what can do much harm. */
export const DEFAULT_POLICY: ToolPolicy = { askEffects: [], askRisks: ['high'] };

export interface WorkspaceSettings {
  policy: ToolPolicy;
  of(name: string): ToolSettings;
}

const USUAL: ToolSettings = { enabled: true };

export async function settingsOf(db: Database, workspaceId: string): Promise<WorkspaceSettings> {
  const rows = await db
    .selectFrom('tool_settings')
    .select(['name', 'settings'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const byName = new Map(rows.map(({ name, settings }) => [name, settings]));
  const policy = byName.get(POLICY_ROW);
  return {
    policy: policy === undefined ? DEFAULT_POLICY : (JSON.parse(policy) as ToolPolicy),
    of: (name) => {
      const found = byName.get(name);
      return found === undefined ? USUAL : (JSON.parse(found) as ToolSettings);
    },
  };
}

export interface SettingNeeds {
  db: Database;
  runtime: { now(): number };
}

/** Throws `tool_not_repeatable` where a tool with an effect is to be tried again or answered from a cache. */
export async function saveSettings(
  needs: SettingNeeds,
  allowed: Permit<'edit', 'Tool'>,
  tool: Tool,
  settings: ToolSettings,
): Promise<void> {
  const repeats = (settings.retries ?? 0) > 0 || (settings.cacheTtlMs ?? 0) > 0;
  if (repeats && tool.effect !== 'read') throw toolErrors.tool_not_repeatable(tool.name, tool.effect);
  await save(needs, allowed, tool.name, settings);
}

export async function savePolicy(
  needs: SettingNeeds,
  allowed: Permit<'edit', 'Tool'>,
  policy: ToolPolicy,
): Promise<void> {
  await save(needs, allowed, POLICY_ROW, policy);
}

async function save(
  { db, runtime }: SettingNeeds,
  { by }: Permit<'edit', 'Tool'>,
  name: string,
  value: object,
) {
  const row = {
    workspace_id: by.workspaceId,
    name,
    settings: JSON.stringify(value),
    updated_by: by.userId,
    updated_at: runtime.now(),
  };
  await upsert(db, 'tool_settings', row, ['workspace_id', 'name']);
}

/** Whether a person has to be asked before a call. */
export function asksFirst(
  tool: Pick<Tool, 'effect'>,
  { approval, risk }: Traits,
  policy: ToolPolicy,
): boolean {
  if (approval !== 'policy') return approval === 'ask';
  return policy.askEffects.includes(tool.effect) || policy.askRisks.includes(risk);
}
