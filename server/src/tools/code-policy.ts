// What a workspace does about what the scan finds. It is advice with teeth, not the wall: that is the sandbox.
import { rank, type Severity } from '@agenticgen/sandbox';
import type { Permit } from '../access/index.ts';
import { type Database, upsert } from '../db/index.ts';
import type { CodePolicy, ScanView } from './code-policy-contract.ts';

/** Among the settings of tools; no tool is called so. */
const POLICY_ROW = '*code';

/**
 * Findings are shown, and nothing is held up: what the rules find can do no harm inside the sandbox, and half of all
 * honest programs has one. Who lets code out to a network, or must show a control, sets it tighter.
 */
export const DEFAULT_CODE_POLICY: CodePolicy = {
  askFrom: 'never',
  refuseFrom: 'never',
  unscannable: 'allow',
  egressHosts: [],
  egressMethods: [],
};

export async function codePolicyOf(db: Database, workspaceId: string): Promise<CodePolicy> {
  const row = await db
    .selectFrom('tool_settings')
    .select('settings')
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', POLICY_ROW)
    .executeTakeFirst();
  return row
    ? { ...DEFAULT_CODE_POLICY, ...(JSON.parse(row.settings) as Partial<CodePolicy>) }
    : DEFAULT_CODE_POLICY;
}

export async function saveCodePolicy(
  { db, runtime }: { db: Database; runtime: { now(): number } },
  { by }: Permit<'edit', 'Tool'>,
  policy: CodePolicy,
): Promise<void> {
  const row = {
    workspace_id: by.workspaceId,
    name: POLICY_ROW,
    settings: JSON.stringify(policy),
    updated_by: by.userId,
    updated_at: runtime.now(),
  };
  await upsert(db, 'tool_settings', row, ['workspace_id', 'name']);
}

export type CodeDecision = 'allow' | 'ask' | 'refuse';

export function decide(policy: CodePolicy, scan: ScanView): CodeDecision {
  if (scan.verdict === 'unscannable') return policy.unscannable;
  if (reaches(scan, policy.refuseFrom)) return 'refuse';
  return reaches(scan, policy.askFrom) ? 'ask' : 'allow';
}

const reaches = ({ findings }: ScanView, from: Severity | 'never') =>
  from !== 'never' && findings.some(({ severity }) => rank(severity) >= rank(from));
