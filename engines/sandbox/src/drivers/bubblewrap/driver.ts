// What every driver with a supervisor has in common: it finds out once what works, runs, and leaves nothing at its end.
import { SandboxError } from '../../lib/errors.ts';
import type { Driver, DriverSession, Language, PreparedJob, Probe } from '../../lib/execution.ts';
import { warmConversation } from './conversation.ts';
import type { State } from './examine.ts';
import { STANDBY_MEMORY_BYTES } from './fork-server.ts';
import { JobNotTaken, runInSandbox } from './launch.ts';
import { openSession } from './session.ts';

export function supervisedDriver(name: string, examine: () => Promise<State>): Driver {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const sessions = new Set<DriverSession>();
  let state: Promise<State> | undefined;

  const examined = async (): Promise<State> => {
    state ??= examine();
    const found = await state;
    // What is missing may be installed meanwhile, so only a good answer is kept.
    if (found.probe.level === 'unavailable') state = undefined;
    return found;
  };

  return {
    name,
    probe: async () => (await examined()).probe,
    async run(job, runOptions) {
      const { probe, cold: launches, warm } = await examined();
      const launch = launches[job.language];
      if (!launch) throw unavailable(probe, job.language);
      if (runOptions.egress) refuseWithoutEgress(probe, job.language);
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
    async openSession(job, { hasEgress = false } = {}) {
      const { probe, cold: launches, warm } = await examined();
      const launch = launches[job.language];
      if (!launch) throw unavailable(probe, job.language);
      if (hasEgress) refuseWithoutEgress(probe, job.language);
      const socket = fitsStandby(job) && !hasEgress ? warm[job.language]?.connect() : null;
      const cold = () => openSession(launch, job, hasEgress);
      const session = await (socket
        ? openSession(launch, job, false, () => warmConversation(socket)).catch((error) => {
            if (error instanceof JobNotTaken) return cold();
            throw error;
          })
        : cold());
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

function unavailable(probe: Probe, language: Language): SandboxError {
  const reason = probe.reason ?? `${language} does not run here`;
  return new SandboxError('sandbox_unavailable', `Cannot run code: no sandbox: ${reason}`, {
    fix: probe.fix,
  });
}

function refuseWithoutEgress(probe: Probe, language: Language): void {
  if (probe.egress?.includes(language)) return;
  throw new SandboxError('sandbox_egress_unsupported', `Cannot run code: ${language} has no way out here`);
}
