import { SandboxError } from '../lib/errors.ts';
import { type Driver, GUARDS, type Language, type PreparedJob, type Probe } from '../lib/execution.ts';
import { DEFAULT_LIMITS, type Limits } from '../lib/limits.ts';
import { assemble } from '../lib/seccomp.ts';
import { NODE, OUTER, PYTHON } from '../lib/seccomp-profiles.ts';
import { warmConversation } from './bubblewrap/conversation.ts';
import { createForkServer, type ForkServer, STANDBY_MEMORY_BYTES } from './bubblewrap/fork-server.ts';
import { JobNotTaken, type Launch, runInSandbox } from './bubblewrap/launch.ts';
import { findPrerequisites, type Machine, type Prerequisites } from './bubblewrap/prerequisites.ts';
import { buildRecipe, type Standing } from './bubblewrap/recipe.ts';
import { askJavascript, askPython } from './bubblewrap/versions.ts';

const STANDBYS = 2;
/** In a range that no distribution hands out. */
const SANDBOX_UID = 60_842;

export type BubblewrapOptions = {
  /** Must lie under /usr. Default: /usr/bin/python3. */
  pythonPath?: string;
  /** Node 24 or newer. Default: the program that runs this. */
  nodePath?: string;
  bwrapPath?: string;
  setprivPath?: string;
  /** Owner of everything inside where the platform runs as root. */
  sandboxUid?: number;
  /** Processes of each language that stand ready; 0: each run starts its own. Default 2. */
  standbys?: number;
};

type State = {
  probe: Probe;
  launches: Partial<Record<Language, Launch>>;
  warm: Partial<Record<Language, ForkServer>>;
};

/** Fresh namespaces and fresh processes for each run, made ahead where something stands ready. */
export function bubblewrap({ standbys = STANDBYS, ...options }: BubblewrapOptions = {}): Driver {
  const machine: Machine = {
    platform: process.platform,
    architecture: process.arch,
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
    pythonPath: '/usr/bin/python3',
    nodePath: process.execPath,
    sandboxUid: SANDBOX_UID,
    ...withoutUndefined(options),
  };
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let state: Promise<State> | undefined;

  const examined = async (): Promise<State> => {
    state ??= examine(machine, standbys);
    const found = await state;
    // What is missing may be installed meanwhile, so only a good answer is kept.
    if (found.probe.level === 'unavailable') state = undefined;
    return found;
  };

  return {
    name: 'bubblewrap',
    probe: async () => (await examined()).probe,
    async run(job, runOptions) {
      const { probe, launches, warm } = await examined();
      const launch = launches[job.language];
      if (!launch) throw unavailable(probe, job.language);
      const signal = runOptions.signal
        ? AbortSignal.any([runOptions.signal, closing.signal])
        : closing.signal;
      const socket = fitsStandby(job) ? warm[job.language]?.connect() : null;
      const cold = () => runInSandbox(launch, job, { ...runOptions, signal });
      const execution = socket
        ? runInSandbox(launch, job, { ...runOptions, signal }, () => warmConversation(socket)).catch(
            (error) => {
              if (error instanceof JobNotTaken) return cold();
              throw error;
            },
          )
        : cold();
      running.add(execution);
      return execution.finally(() => running.delete(execution));
    },
    async warmUp() {
      const servers = Object.values((await examined()).warm);
      const ready = await Promise.all(servers.map((server) => server.ready()));
      return ready.length > 0 && ready.every(Boolean);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      await Promise.all(Object.values((await state)?.warm ?? {}).map((server) => server.close()));
    },
  };
}

/** The heap and the permissions of a JavaScript are set when it starts. */
const fitsStandby = ({ language, limits, guards }: PreparedJob) =>
  language === 'python' || (limits.memoryBytes <= STANDBY_MEMORY_BYTES && guards.length > 0);

function withoutUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function unavailable(probe: Probe, language: Language): SandboxError {
  const reason = probe.reason ?? `${language} does not run here`;
  return new SandboxError('sandbox_unavailable', `Cannot run code: no sandbox: ${reason}`, {
    fix: probe.fix,
  });
}

async function examine(machine: Machine, standbys: number): Promise<State> {
  const found = await findPrerequisites(machine);
  if ('reason' in found) return nothing(found.reason, found.fix);
  const launches = buildLaunches(found);
  const ask = (language: Language, code: string) => trial(launches[language], language, code);
  const [python, javascript] = await Promise.allSettled([askPython(ask), askJavascript(ask)]);
  if (python.status === 'rejected')
    return nothing(String(python.reason?.message ?? python.reason), namespaceFix(String(python.reason)));
  if (javascript.status === 'rejected') delete launches.javascript;
  return {
    probe: {
      level: 'namespace',
      ...(javascript.status === 'rejected'
        ? { reason: `JavaScript: ${javascript.reason?.message ?? javascript.reason}` }
        : {}),
      python: python.value,
      javascript: javascript.status === 'rejected' ? null : javascript.value,
    },
    launches,
    warm: standbys > 0 ? warmOf(found, launches, standbys) : {},
  };
}

function warmOf(found: Prerequisites, launches: State['launches'], standbys: number): State['warm'] {
  const { bwrap, python, identity, node } = found;
  const entries = Object.entries(launches).map(([language, cold]) => {
    const own = { bwrap, python, identity, node: language === 'javascript' ? node : null };
    const launch = (standing: Standing) => ({ ...cold, recipe: buildRecipe({ ...own, standing }) });
    return [language, createForkServer({ language: language as Language, identity, standbys, launch })];
  });
  return Object.fromEntries(entries);
}

function buildLaunches({ architecture, bwrap, python, identity, node }: Prerequisites): State['launches'] {
  const outerFilter = assemble(OUTER, architecture);
  const launch = (recipeNode: typeof node, profile: typeof NODE): Launch => ({
    recipe: buildRecipe({ bwrap, python, identity, node: recipeNode }),
    outerFilter,
    innerFilter: assemble(profile, architecture),
  });
  return { python: launch(null, PYTHON), ...(node ? { javascript: launch(node, NODE) } : {}) };
}

const TRIAL_LIMITS: Limits = { ...DEFAULT_LIMITS, wallMs: 10_000, cpuShare: 1 };

async function trial(launch: Launch | undefined, language: Language, code: string): Promise<string> {
  if (!launch)
    throw new SandboxError(
      'sandbox_unavailable',
      `Cannot probe ${language}: no program that can run it was found`,
    );
  const job: PreparedJob = { language, code, files: [], limits: TRIAL_LIMITS, guards: GUARDS };
  const { exitCode, stdout, stderr } = await runInSandbox(launch, job, {});
  if (exitCode === 0) return stdout;
  throw new SandboxError(
    'sandbox_failed',
    `Cannot probe ${language}: it ended with ${exitCode}: ${stderr.slice(-300)}`,
  );
}

function nothing(reason: string, fix?: string): State {
  return {
    probe: { level: 'unavailable', reason, ...(fix ? { fix } : {}), python: null, javascript: null },
    launches: {},
    warm: {},
  };
}

/** The switches that distributions use against unprivileged namespaces. */
function namespaceFix(reason: string): string | undefined {
  if (!/namespace|uid map|Operation not permitted/i.test(reason)) return undefined;
  return 'sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000 kernel.apparmor_restrict_unprivileged_userns=0';
}
