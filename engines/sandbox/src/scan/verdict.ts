import type { Language } from '../lib/execution.ts';

export const SEVERITIES = ['low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Finding = {
  /** A Bandit id (B602), or one of our own: A... for Python, J... for JavaScript. */
  rule: string;
  severity: Severity;
  confidence: Severity;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  reason: string;
};

export const SCAN_VERDICTS = ['clean', 'findings', 'unscannable'] as const;
export type ScanVerdict = (typeof SCAN_VERDICTS)[number];

/** What stands in the code, before it runs. A policy looks at it; it is no boundary. */
export type Scan = {
  language: Language;
  verdict: ScanVerdict;
  /** In the order of their lines; at most MAX_FINDINGS, the most severe first to stay. */
  findings: Finding[];
  /** There were more. */
  truncated: boolean;
  /** Why it is unscannable. */
  reason?: string;
};

export const MAX_FINDINGS = 100;
export const MAX_SCAN_BYTES = 256 * 1024;
/** Parsing and rules together; what takes longer is unscannable. */
export const SCAN_MS = 500;

export const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
