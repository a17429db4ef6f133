import { type Candidate, capNames, lookUp } from './task.ts';

export type Caps = Readonly<Record<string, number>>;
type Counted = Pick<Candidate, 'scope' | 'needs'>;

/** How many runs a name of a run allows at a time; Infinity where nothing says so. */
export function limitOf({ needs }: Counted, name: string, caps: Caps): number {
  const own = needs?.limits?.[name] ?? Number.POSITIVE_INFINITY;
  return Math.min(own, lookUp(caps, name) ?? Number.POSITIVE_INFINITY);
}

/** The names of a run that have a cap. */
export function cappedNames(run: Counted, caps: Caps): string[] {
  return capNames(run).filter((name) => limitOf(run, name, caps) < Number.POSITIVE_INFINITY);
}

/** Those of the chosen, in their order, that the caps leave room for beside what runs; and what was full. */
export function withinCaps<T extends Counted>(
  chosen: readonly T[],
  running: Iterable<Counted>,
  caps: Caps,
): { allowed: T[]; full: Set<string> } {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const run of running) for (const name of capNames(run)) count(name);
  const full = new Set<string>();
  const allowed = chosen.filter((run) => {
    const names = cappedNames(run, caps);
    const reached = names.filter((name) => (counts.get(name) ?? 0) >= limitOf(run, name, caps));
    for (const name of reached) full.add(name);
    if (reached.length > 0) return false;
    for (const name of capNames(run)) count(name);
    return true;
  });
  return { allowed, full };
}
