import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permit } from '../access/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import {
  type CodeDecision,
  codePolicyOf,
  DEFAULT_CODE_POLICY,
  decide,
  saveCodePolicy,
} from './code-policy.ts';
import type { CodePolicy, ScanView } from './code-policy-contract.ts';
import { worstOf } from './code-scan.ts';

const finding = (severity: 'low' | 'medium' | 'high', line = 1): ScanView['findings'][number] => ({
  rule: 'B602',
  severity,
  confidence: 'high',
  line,
  column: 1,
  reason: 'A shell is started',
});
const found = (...severities: ('low' | 'medium' | 'high')[]): ScanView => ({
  verdict: severities.length > 0 ? 'findings' : 'clean',
  findings: severities.map((severity, index) => finding(severity, index + 1)),
  truncated: false,
});
const UNSCANNABLE: ScanView = {
  verdict: 'unscannable',
  findings: [],
  truncated: false,
  reason: 'It does not parse',
};

const STRICT: CodePolicy = {
  askFrom: 'medium',
  refuseFrom: 'high',
  unscannable: 'refuse',
  egressHosts: [],
  egressMethods: [],
};
const CASES: [policy: CodePolicy, scan: ScanView, decision: CodeDecision][] = [
  [DEFAULT_CODE_POLICY, found('high'), 'allow'],
  [DEFAULT_CODE_POLICY, UNSCANNABLE, 'allow'],
  [STRICT, found(), 'allow'],
  [STRICT, found('low'), 'allow'],
  [STRICT, found('low', 'medium'), 'ask'],
  [STRICT, found('medium', 'high'), 'refuse'],
  [STRICT, UNSCANNABLE, 'refuse'],
  [{ ...STRICT, refuseFrom: 'low' }, found('low'), 'refuse'],
  [{ ...STRICT, unscannable: 'ask' }, UNSCANNABLE, 'ask'],
];
for (const [policy, scan, decision] of CASES) {
  test(`${JSON.stringify(policy)} makes of ${scan.findings.map(({ severity }) => severity).join(' ') || scan.verdict}: ${decision}`, () => {
    assert.equal(decide(policy, scan), decision);
  });
}

test('the worst finding is named with its line', () => {
  assert.equal(worstOf(found('low', 'high', 'medium')), 'line 2: B602 A shell is started');
  assert.equal(worstOf(UNSCANNABLE), 'It does not parse');
});

onBothDatabases('a policy is kept for its workspace alone', async ({ db }) => {
  const runtime = testRuntime();
  const [workspaceId, other] = [await insertWorkspace(db, runtime), await insertWorkspace(db, runtime)];
  assert.deepEqual(await codePolicyOf(db, workspaceId), DEFAULT_CODE_POLICY);
  const admin = await insertMember(db, runtime, workspaceId, 'admin');
  await saveCodePolicy({ db, runtime }, permit(admin, 'edit', 'Tool'), STRICT);
  await saveCodePolicy({ db, runtime }, permit(admin, 'edit', 'Tool'), { ...STRICT, askFrom: 'low' });
  assert.deepEqual(await codePolicyOf(db, workspaceId), { ...STRICT, askFrom: 'low' });
  assert.deepEqual(await codePolicyOf(db, other), DEFAULT_CODE_POLICY);
});
