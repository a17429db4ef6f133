import type { Language } from '../lib/execution.ts';
import { javascriptRules, openScript } from './javascript/rules.ts';
import { openModule } from './python/module.ts';
import { PYTHON_RULES } from './python/rules.ts';
import type { Rule } from './rule.ts';
import { parse, type Syntax, walk } from './syntax.ts';
import { type Finding, MAX_FINDINGS, MAX_SCAN_BYTES, rank, SCAN_MS, type Scan } from './verdict.ts';

export type ScanOptions = {
  /** Monotonic milliseconds. */
  now?: () => number;
  /** Default MAX_FINDINGS. */
  maxFindings?: number;
};

/** Never throws for what the code is. What can't be read whole is unscannable, never clean. */
export async function scanCode(
  language: Language,
  code: string,
  { now = () => performance.now(), maxFindings = MAX_FINDINGS }: ScanOptions = {},
): Promise<Scan> {
  const size = Buffer.byteLength(code);
  if (size > MAX_SCAN_BYTES)
    return unscannable(language, `It has ${size} bytes, at most ${MAX_SCAN_BYTES} are scanned`);
  // Loading the grammar the first time is not the code's time.
  let endsAt = Number.POSITIVE_INFINITY;
  await parse(language, '', () => true);
  endsAt = now() + SCAN_MS;
  const hasTime = () => now() < endsAt;
  const { root, error } = await parse(language, code, hasTime);
  if (error !== null) return unscannable(language, error);
  const found =
    language === 'python'
      ? apply(root, PYTHON_RULES, openModule(root), hasTime)
      : apply(root, javascriptRules, openScript(root), hasTime);
  if (!found) return unscannable(language, 'It takes too long to look at');
  return verdictOf(language, [...found, ...hiddenText(code)], maxFindings);
}

function apply<M>(
  root: Syntax,
  rules: readonly Rule<M>[],
  module: M,
  hasTime: () => boolean,
): Finding[] | undefined {
  const byType = new Map<string, Rule<M>[]>();
  for (const rule of rules) for (const type of rule.on) byType.set(type, [...(byType.get(type) ?? []), rule]);
  const findings: Finding[] = [];
  for (const node of walk(root)) {
    if (!hasTime()) return undefined;
    for (const rule of byType.get(node.type) ?? []) {
      const found = rule.check(node, module);
      if (!found) continue;
      const { at = node, severity, confidence, reason } = found;
      findings.push({ rule: rule.id, severity, confidence, reason, line: at.line, column: at.column });
    }
  }
  return findings;
}

/** Characters that make an editor show other code than runs (CVE-2021-42574). */
const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069\u200f]/u;

function hiddenText(code: string): Finding[] {
  const lines = code.split('\n');
  const index = lines.findIndex((line) => BIDIRECTIONAL.test(line));
  if (index < 0) return [];
  const column = lines[index]!.search(BIDIRECTIONAL) + 1;
  const reason = 'A character that turns the direction of text: the code may not be what it looks like';
  return [{ rule: 'B613', severity: 'high', confidence: 'medium', line: index + 1, column, reason }];
}

function verdictOf(language: Language, all: Finding[], maxFindings: number): Scan {
  const kept = all
    .toSorted((a, b) => rank(b.severity) - rank(a.severity) || a.line - b.line)
    .slice(0, maxFindings)
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const verdict = kept.length > 0 ? 'findings' : 'clean';
  return { language, verdict, findings: kept, truncated: all.length > kept.length };
}

function unscannable(language: Language, reason: string): Scan {
  return { language, verdict: 'unscannable', findings: [], truncated: false, reason };
}
