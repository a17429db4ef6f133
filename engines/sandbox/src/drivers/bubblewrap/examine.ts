// Finds out what this machine can do, by trying it.
import { SandboxError } from '../../lib/errors.ts';
import { GUARDS, LANGUAGES, type Language, type PreparedJob, type Probe } from '../../lib/execution.ts';
import { DEFAULT_LIMITS, type Limits } from '../../lib/limits.ts';
import { assemble } from '../../lib/seccomp.ts';
import { NODE, OUTER, PYTHON } from '../../lib/seccomp-profiles.ts';
import { type Cgroups, type NoCgroups, openCgroups } from './cgroups.ts';
import { createForkServer, type ForkServer } from './fork-server.ts';
import { type Launch, runInSandbox } from './launch.ts';
import { findPrerequisites, type Machine, type Prerequisites } from './prerequisites.ts';
import { buildRecipe } from './recipe.ts';
import { endStrays } from './strays.ts';
import { askJavascript, askPython } from './versions.ts';

/** How a language is started, for one run or, with `isStanding`, as a fork server. */
type Launcher = (isStanding: boolean) => Launch;
export type Choices = { standbys: number; cgroups: boolean; maxGrowthBytes?: number };
export type State = {
  probe: Probe;
  cold: Partial<Record<Language, Launch>>;
  warm: Partial<Record<Language, ForkServer>>;
  cgroups?: Cgroups;
};

const TRIAL_LIMITS: Limits = { ...DEFAULT_LIMITS, wallMs: 10_000, cpuShare: 1 };
const COLD_AREA = 'cold';

/** With control groups if they work, else without. */
export async function examine(machine: Machine, choices: Choices): Promise<State> {
  const found = await findPrerequisites(machine);
  if ('reason' in found) return nothing(found.reason, found.fix);
  endStrays(found.identity.uid);
  const cgroups = choices.cgroups ? openCgroups(found.identity) : NOT_WANTED;
  if ('reason' in cgroups) return tried(found, choices, cgroups);
  const state = await tried(found, choices, cgroups);
  if (state.probe.level !== 'unavailable') return state;
  await cgroups.close();
  const reason = `No control groups: they were there, but ${state.probe.reason}`;
  return tried(found, choices, { reason, fix: state.probe.fix ?? '' });
}

const NOT_WANTED: NoCgroups = { reason: 'No control groups: switched off', fix: '' };

async function tried(
  found: Prerequisites,
  { cgroups: _, ...standing }: Choices,
  cgroups: Cgroups | NoCgroups,
): Promise<State> {
  const launchers = launchersOf(found, 'version' in cgroups ? cgroups : undefined);
  const cold = mapLanguages(launchers, (launcher) => launcher(false));
  const ask = (language: Language, code: string) => trial(cold[language], language, code);
  const [python, javascript] = await Promise.allSettled([askPython(ask), askJavascript(ask)]);
  if (python.status === 'rejected') {
    const reason = messageOf(python.reason);
    return nothing(reason, namespaceFix(reason));
  }
  if (javascript.status === 'rejected') {
    delete cold.javascript;
    delete launchers.javascript;
  }
  const reasons = [
    ...('reason' in cgroups ? [cgroups.reason] : []),
    ...(javascript.status === 'rejected' ? [`JavaScript: ${messageOf(javascript.reason)}`] : []),
  ];
  const fix = 'fix' in cgroups && cgroups.fix ? { fix: cgroups.fix } : {};
  return {
    probe: {
      level: 'reason' in cgroups ? 'namespace without cgroups' : 'namespace',
      ...(reasons.length > 0 ? { reason: reasons.join('. '), ...fix } : {}),
      egress: LANGUAGES.filter((language) => language === 'python' || cold.javascript),
      python: python.value,
      javascript: javascript.status === 'rejected' ? null : javascript.value,
    },
    cold,
    warm: standing.standbys > 0 ? mapLanguages(launchers, forkServerOf(standing)) : {},
    ...('version' in cgroups ? { cgroups } : {}),
  };
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const forkServerOf = (standing: Omit<Choices, 'cgroups'>) => (launcher: Launcher, language: Language) =>
  createForkServer({ language, ...standing, launch: () => launcher(true) });

function mapLanguages<T, U>(
  values: Partial<Record<Language, T>>,
  map: (value: T, language: Language) => U,
): Partial<Record<Language, U>> {
  const entries = Object.entries(values).map(([key, value]) => [key, map(value, key as Language)]);
  return Object.fromEntries(entries);
}

function launchersOf(
  found: Prerequisites,
  cgroups: Cgroups | undefined,
): Partial<Record<Language, Launcher>> {
  const { architecture, bwrap, python, identity, packages } = found;
  const outerFilter = assemble(OUTER, architecture);
  const coldArea = cgroups?.area(COLD_AREA);
  let areas = 0;
  const launcher = (node: typeof found.node, profile: typeof NODE): Launcher => {
    const innerFilter = assemble(profile, architecture);
    return (isStanding) => {
      const area = isStanding ? `fork-${areas++}` : COLD_AREA;
      const folders = isStanding ? cgroups?.area(area) : coldArea;
      const groups = folders && { folders, ...(cgroups?.entry ? { entry: cgroups.entry } : {}) };
      const recipe = buildRecipe({
        bwrap,
        python,
        identity,
        node,
        packages,
        isStanding,
        ...(groups ? { groups } : {}),
      });
      const clean = async (group?: string) => cgroups?.remove(area, group);
      return { recipe, outerFilter, innerFilter, clean };
    };
  };
  return {
    python: launcher(null, PYTHON),
    ...(found.node ? { javascript: launcher(found.node, NODE) } : {}),
  };
}

/** Of a launch that may hang, at most for so long. */
export async function trial(
  launch: Launch | undefined,
  language: Language,
  code: string,
  signal?: AbortSignal,
): Promise<string> {
  if (!launch)
    throw new SandboxError(
      'sandbox_unavailable',
      `Cannot probe ${language}: no program that can run it was found`,
    );
  const job: PreparedJob = { language, code, files: [], limits: TRIAL_LIMITS, guards: GUARDS };
  const { exitCode, stdout, stderr } = await runInSandbox(launch, job, signal ? { signal } : {});
  if (exitCode === 0) return stdout;
  if (signal?.aborted)
    throw new SandboxError('sandbox_failed', `Cannot probe ${language}: it did not start in time`);
  throw new SandboxError(
    'sandbox_failed',
    `Cannot probe ${language}: it ended with ${exitCode}: ${stderr.slice(-300)}`,
  );
}

export function nothing(reason: string, fix?: string): State {
  return {
    probe: { level: 'unavailable', reason, ...(fix ? { fix } : {}), python: null, javascript: null },
    cold: {},
    warm: {},
  };
}

/** The switches that distributions use against unprivileged namespaces. */
function namespaceFix(reason: string): string | undefined {
  if (!/namespace|uid map|Operation not permitted/i.test(reason)) return undefined;
  return 'sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000 kernel.apparmor_restrict_unprivileged_userns=0';
}
