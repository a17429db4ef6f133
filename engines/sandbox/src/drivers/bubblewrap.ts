import { SandboxError } from '../lib/errors.ts';
import type { Driver, DriverSession, Language, PreparedJob, Probe } from '../lib/execution.ts';
import { warmConversation } from './bubblewrap/conversation.ts';
import { examine, type State } from './bubblewrap/examine.ts';
import { STANDBY_MEMORY_BYTES } from './bubblewrap/fork-server.ts';
import { JobNotTaken, runInSandbox } from './bubblewrap/launch.ts';
import type { Machine } from './bubblewrap/prerequisites.ts';
import { openSession } from './bubblewrap/session.ts';

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
  /** A folder of Python packages that runs see read-only; it must not change. See `withPackages`. */
  packages?: string;
  /** Processes of each language that stand ready; 0: each run starts its own. Default 2. */
  standbys?: number;
  /** Memory that a fork server may gain before another takes its place. Default 64 MiB. */
  maxGrowthBytes?: number;
  /** False: limits are held by rlimits and by watching even where there are control groups. Default true. */
  cgroups?: boolean;
};

export function thisMachine(
  own: Partial<Machine> | Omit<BubblewrapOptions, 'standbys' | 'cgroups' | 'maxGrowthBytes'> = {},
): Machine {
  return {
    platform: process.platform,
    architecture: process.arch,
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
    pythonPath: '/usr/bin/python3',
    nodePath: process.execPath,
    sandboxUid: SANDBOX_UID,
    ...withoutUndefined(own),
  };
}

/** Fresh namespaces and fresh processes for each run, made ahead where something stands ready. */
export function bubblewrap(options: BubblewrapOptions = {}): Driver {
  const { standbys = STANDBYS, cgroups = true, maxGrowthBytes, ...own } = options;
  const machine = thisMachine(own);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const sessions = new Set<DriverSession>();
  let state: Promise<State> | undefined;

  const examined = async (): Promise<State> => {
    state ??= examine(machine, { standbys, cgroups, ...withoutUndefined({ maxGrowthBytes }) });
    const found = await state;
    // What is missing may be installed meanwhile, so only a good answer is kept.
    if (found.probe.level === 'unavailable') state = undefined;
    return found;
  };

  return {
    name: 'bubblewrap',
    probe: async () => (await examined()).probe,
    async run(job, runOptions) {
      const { probe, cold: launches, warm } = await examined();
      const launch = launches[job.language];
      if (!launch) throw unavailable(probe, job.language);
      if (runOptions.egress && job.language !== 'python')
        throw new SandboxError('sandbox_egress_unsupported', 'Cannot run code: only Python has a way out');
      const signal = runOptions.signal
        ? AbortSignal.any([runOptions.signal, closing.signal])
        : closing.signal;
      const socket = fitsStandby(job) && !runOptions.egress ? warm[job.language]?.connect() : null;
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
    async openSession(job) {
      const { probe, cold: launches, warm } = await examined();
      const launch = launches[job.language];
      if (!launch) throw unavailable(probe, job.language);
      const socket = fitsStandby(job) ? warm[job.language]?.connect() : null;
      const session = await openSession(
        launch,
        job,
        socket ? () => warmConversation(socket) : undefined,
      ).catch((error) => {
        if (error instanceof JobNotTaken) return openSession(launch, job);
        throw error;
      });
      const open = session.ended.finally(() => sessions.delete(session));
      sessions.add(session);
      running.add(open);
      void open.finally(() => running.delete(open));
      return session;
    },
    async warmUp() {
      const servers = Object.values((await examined()).warm);
      const ready = await Promise.all(servers.map((server) => server.ready()));
      return ready.length > 0 && ready.every(Boolean);
    },
    async close() {
      closing.abort();
      await Promise.all([...sessions].map((session) => session.close()));
      await Promise.allSettled(running);
      const last = await state;
      await Promise.all(Object.values(last?.warm ?? {}).map((server) => server.close()));
      await last?.cgroups?.close();
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
