import { SandboxError } from './errors.ts';
import {
  cancelledExecution,
  type Driver,
  type DriverSession,
  type Execution,
  type Guard,
  type Language,
  type PreparedJob,
  type RunOptions,
  type SandboxFile,
} from './execution.ts';
import { prepareJob } from './job.ts';
import type { Limits } from './limits.ts';

export const DEFAULT_MAX_SESSIONS = 16;
export const DEFAULT_SESSION_IDLE_MS = 900_000;

export type SessionOptions = {
  language: Language;
  /** In the workspace before the first cell. */
  files?: SandboxFile[];
  /** Memory and processes are those of the session, all others those of each cell. */
  limits?: Partial<Limits>;
  guards?: readonly Guard[];
  share?: string;
  /** Whether a cell may be given an `egress`. */
  hasEgress?: boolean;
  /** Without a cell for so long it is closed. Default DEFAULT_SESSION_IDLE_MS. */
  idleMs?: number;
};
export type Cell = { code: string; files?: SandboxFile[]; limits?: Partial<Limits> };
export const SESSION_ENDS = ['closed', 'idle', 'lost'] as const;
/** `lost`: a limit or somebody killed the process, and its variables are gone. */
export type SessionEnd = (typeof SESSION_ENDS)[number];

export type Session = {
  readonly language: Language;
  /** Cells wait for each other. An aborted cell is interrupted; the session stays if the code heeds that. */
  run(cell: Cell, options?: Omit<RunOptions, 'share'>): Promise<Execution>;
  /** Interrupts what runs. */
  close(): Promise<void>;
  readonly ended: Promise<SessionEnd>;
};

export type SessionNeeds = {
  driver: Driver;
  defaults: Partial<Limits> | undefined;
  maxSessions: number;
  /** A place among the runs, for as long as a cell runs; false where the signal fired first. */
  inPlace<T>(share: string, signal: AbortSignal, act: () => Promise<T>): Promise<T | false>;
};
export type Sessions = { open(options: SessionOptions): Promise<Session>; close(): Promise<void> };

export function createSessions(needs: SessionNeeds): Sessions {
  const sessions = new Set<Promise<Session>>();
  return {
    async open(options) {
      const { driver, defaults, maxSessions } = needs;
      const { language, files, limits, guards } = options;
      const job = prepareJob(
        {
          language,
          code: '',
          files: files ?? [],
          ...(limits ? { limits } : {}),
          ...(guards ? { guards } : {}),
        },
        defaults,
      );
      if (!driver.openSession)
        throw new SandboxError('sandbox_unavailable', `Cannot open session: ${driver.name} has none`);
      if (sessions.size >= maxSessions)
        throw new SandboxError(
          'sandbox_busy',
          `Cannot open session: ${maxSessions} are open, at most as many`,
          {
            retryAfterMs: options.idleMs ?? DEFAULT_SESSION_IDLE_MS,
          },
        );
      const { share, hasEgress } = options;
      const own = { ...(share === undefined ? {} : { share }), ...(hasEgress ? { hasEgress } : {}) };
      const session = driver.openSession(job, own).then((opened) => sessionOf(opened, job, options, needs));
      sessions.add(session);
      void session
        .then(
          ({ ended }) => ended,
          () => {},
        )
        .finally(() => sessions.delete(session));
      return session;
    },
    async close() {
      const open = await Promise.allSettled([...sessions]);
      await Promise.all(open.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    },
  };
}

function sessionOf(
  own: DriverSession,
  job: PreparedJob,
  options: SessionOptions,
  needs: SessionNeeds,
): Session {
  const { share = '', idleMs = DEFAULT_SESSION_IDLE_MS } = options;
  const closing = new AbortController();
  let reason: SessionEnd | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  const ended = own.ended.then((): SessionEnd => {
    clearTimeout(idle);
    reason ??= 'lost';
    return reason;
  });

  const end = async (why: SessionEnd) => {
    reason ??= why;
    clearTimeout(idle);
    closing.abort();
    await last.catch(() => {});
    await own.close();
  };
  const rest = () => {
    clearTimeout(idle);
    if (reason) return;
    idle = setTimeout(() => void end('idle'), idleMs);
    idle.unref();
  };
  const runCell = async (cell: PreparedJob, runOptions: RunOptions): Promise<Execution> => {
    if (reason) throw over(reason);
    clearTimeout(idle);
    const { signal: asked } = runOptions;
    const signal = asked ? AbortSignal.any([asked, closing.signal]) : closing.signal;
    try {
      const execution = await needs.inPlace(share, signal, () => own.run(cell, { ...runOptions, signal }));
      return execution || cancelledExecution();
    } finally {
      rest();
    }
  };
  rest();

  return {
    language: job.language,
    ended,
    async run({ code, files = [], limits = {} }, runOptions = {}) {
      if (reason) throw over(reason);
      const { memoryBytes, processes } = job.limits;
      const own = { ...job.limits, ...limits, memoryBytes, processes };
      const cell = prepareJob(
        { language: job.language, code, files, guards: job.guards, limits: own },
        undefined,
      );
      const turn = last.then(() => runCell(cell, runOptions));
      last = turn.catch(() => {});
      return turn;
    },
    close: () => end('closed'),
  };
}

const over = (reason: SessionEnd) =>
  new SandboxError('sandbox_session_ended', `Cannot run cell: the session has ended (${reason})`);
