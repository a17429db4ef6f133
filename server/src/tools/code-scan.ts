import { type Language, scanCode } from '@agenticgen/sandbox';
import type { Database } from '../db/index.ts';
import { type CodeDecision, codePolicyOf, decide } from './code-policy.ts';
import type { ScanView } from './code-policy-contract.ts';
import { toolErrors } from './errors.ts';

const MAX_SHOWN_FINDINGS = 20;

export interface Judged {
  scan: ScanView;
  decision: CodeDecision;
}

/** Scans code and says what the workspace's policy makes of it. */
export async function judgeCode(
  db: Database,
  workspaceId: string,
  { language, code }: { language: Language; code: string },
): Promise<Judged> {
  const [policy, scan] = await Promise.all([
    codePolicyOf(db, workspaceId),
    scanCode(language, code, { maxFindings: MAX_SHOWN_FINDINGS }),
  ]);
  const { verdict, findings, truncated, reason } = scan;
  const view: ScanView = { verdict, findings, truncated, ...(reason ? { reason } : {}) };
  return { scan: view, decision: decide(policy, view) };
}

/** Throws `code_refused` where the policy does. */
export function admitted({ scan, decision }: Judged): ScanView {
  if (decision === 'refuse') throw toolErrors.code_refused(worstOf(scan));
  return scan;
}

/** "line 3: B602 A shell is started …" */
export function worstOf({ findings, reason }: ScanView): string {
  const worst =
    findings.find(({ severity }) => severity === 'high') ??
    findings.find(({ severity }) => severity === 'medium') ??
    findings[0];
  return worst ? `line ${worst.line}: ${worst.rule} ${worst.reason}` : (reason ?? 'it could not be scanned');
}
