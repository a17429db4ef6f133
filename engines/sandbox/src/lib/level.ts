import { LEVELS, type Level, type Probe } from './execution.ts';

export const DEFAULT_MIN_LEVEL: Level = 'namespace without cgroups';

/** A machine that isolates less than is asked for is one that can't isolate. */
export function atLeast(wanted: Level, probe: Probe): Probe {
  const { level, reason, fix } = probe;
  if (level === 'unavailable' || LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)) return probe;
  const because = reason ? ` (${reason})` : '';
  return {
    level: 'unavailable',
    reason: `The isolation here is "${level}", wanted at least "${wanted}"${because}`,
    fix: fix ?? `Run it on a machine that isolates more, or accept "${level}" as the least`,
    python: null,
    javascript: null,
  };
}
