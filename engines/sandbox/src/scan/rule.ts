import type { Syntax } from './syntax.ts';
import type { Severity } from './verdict.ts';

/** `at` is the place that is shown; by default the node itself. */
export type Hit = { severity: Severity; confidence: Severity; reason: string; at?: Syntax };
/** `on` are the types of nodes it looks at; M is what is known of the whole file. */
export type Rule<M> = { id: string; on: readonly string[]; check(node: Syntax, module: M): Hit | undefined };

export const hit = (severity: Severity, confidence: Severity, reason: string): Hit => ({
  severity,
  confidence,
  reason,
});
