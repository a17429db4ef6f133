import { MAX_KEY_LENGTH } from '../limits.ts';
import type { Needs } from '../urgency.ts';

/** A due run as the policy sees it. Times are ms since 1970. */
export interface Candidate {
  runId: string;
  /** The workspace; shares are between these. */
  scope: string | null;
  /** See PRIORITY_RANKS. */
  priority: number;
  deadlineAt: number | null;
  createdAt: number;
  dueAt: number;
  pool: string;
  needs: Needs | null;
  /** What takes about the same time each time. */
  kind: string;
  /** How long its like has taken so far; null if nobody knows. */
  expectedMs: number | null;
}

/** A task of a workflow is known by its label; a run that people start has a label of their own making. */
export function kindOf(run: { procedure: string; label: string | null; parentId: string | null }): string {
  const kind = run.parentId === null || run.label === null ? run.procedure : `${run.procedure}/${run.label}`;
  return kind.slice(0, MAX_KEY_LENGTH);
}

export const CLASSES = ['background', 'low', 'normal', 'high', 'interactive'] as const;
export type ClassName = (typeof CLASSES)[number];

/** 0 for background to 4 for interactive; ranks beyond count as the nearest. */
export function classOf({ priority }: Pick<Candidate, 'priority'>): number {
  return Math.min(CLASSES.length - 1, Math.max(0, Math.round(priority) + 2));
}

/** The names under which a run is counted and may be capped: its workspace, its agent, its model. */
export function capNames({ scope, needs }: Pick<Candidate, 'scope' | 'needs'>): string[] {
  return [...(scope === null ? [] : [`scope:${scope}`]), ...(needs?.caps ?? [])];
}

/** The entry for a name: its own, else that of the longest prefix such as `agent:*`. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  let best: string | undefined;
  for (const pattern of Object.keys(table)) {
    if (!pattern.endsWith('*') || !name.startsWith(pattern.slice(0, -1))) continue;
    if (best === undefined || pattern.length > best.length) best = pattern;
  }
  return best === undefined ? undefined : table[best];
}
