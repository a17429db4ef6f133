import { readFile } from 'node:fs/promises';
import { type Finding, scanCode } from '@agenticgen/sandbox';
import type { BanditIssue, BanditVerdict } from './bandit.ts';

export interface Agreement {
  rule: string;
  /** Bandit's issues, our findings, and those that both have. */
  theirs: number;
  ours: number;
  both: number;
}

export interface Comparison {
  files: number;
  unscannable: string[];
  /** Of rules that Bandit reported or could have. */
  rules: Agreement[];
  /** What only one of them has, to look into. */
  onlyTheirs: string[];
  onlyOurs: string[];
  scanMs: number;
}

/** Of the Bandit that it is held against; what later versions added can't be agreed on. */
const OURS_ONLY = /^(?:[AJ]|B(?:113|202|415|612|613|614)$)/;
const SLACK_LINES = 1;

/** Holds our findings against Bandit's, file by file, rule by rule, place by place. */
export async function compare(files: readonly string[], bandit: BanditVerdict): Promise<Comparison> {
  const rules = new Map<string, Agreement>();
  const comparison: Comparison = {
    files: 0,
    unscannable: [],
    rules: [],
    onlyTheirs: [],
    onlyOurs: [],
    scanMs: 0,
  };
  const issuesOf = Map.groupBy(bandit.issues, ({ file }) => file);
  for (const file of files) {
    if (bandit.unread.has(file)) continue;
    const code = await readFile(file, 'utf8');
    const startedAt = performance.now();
    const findings = await findingsOf(code);
    comparison.scanMs += performance.now() - startedAt;
    comparison.files += 1;
    if (!findings) comparison.unscannable.push(file);
    else count(file, findings, issuesOf.get(file) ?? [], rules, comparison);
  }
  comparison.rules = [...rules.values()].sort((a, b) => a.rule.localeCompare(b.rule));
  return comparison;
}

/** All of them: a file of the standard library is longer than what may run, and is taken in whole. */
async function findingsOf(code: string): Promise<Finding[] | undefined> {
  const scan = await scanCode('python', code, { now: () => 0, maxFindings: Number.POSITIVE_INFINITY });
  return scan.verdict === 'unscannable' ? undefined : scan.findings;
}

function count(
  file: string,
  findings: Finding[],
  issues: BanditIssue[],
  rules: Map<string, Agreement>,
  { onlyTheirs, onlyOurs }: Comparison,
): void {
  const left = [...issues];
  const rowOf = (rule: string) => {
    const row = rules.get(rule) ?? { rule, theirs: 0, ours: 0, both: 0 };
    rules.set(rule, row);
    return row;
  };
  for (const { rule } of issues) rowOf(rule).theirs += 1;
  for (const { rule, line } of findings.filter((finding) => !OURS_ONLY.test(finding.rule))) {
    rowOf(rule).ours += 1;
    const index = left.findIndex((issue) => issue.rule === rule && isSamePlace(issue, line));
    if (index < 0) onlyOurs.push(`${rule} ${file}:${line}`);
    else {
      left.splice(index, 1);
      rowOf(rule).both += 1;
    }
  }
  for (const { rule, line } of left) onlyTheirs.push(`${rule} ${file}:${line}`);
}

const isSamePlace = ({ line, range }: BanditIssue, ours: number) =>
  Math.abs(line - ours) <= SLACK_LINES || (Math.min(...range) <= ours && ours <= Math.max(...range));

export interface Share {
  precision: number;
  recall: number;
}

/** Where nothing is reported, nothing is wrong. */
export const shareOf = ({ theirs, ours, both }: Omit<Agreement, 'rule'>): Share => ({
  precision: ours === 0 ? 1 : both / ours,
  recall: theirs === 0 ? 1 : both / theirs,
});

export function totalOf(rules: readonly Agreement[]): Omit<Agreement, 'rule'> {
  const sum = (key: 'theirs' | 'ours' | 'both') => rules.reduce((total, row) => total + row[key], 0);
  return { theirs: sum('theirs'), ours: sum('ours'), both: sum('both') };
}
