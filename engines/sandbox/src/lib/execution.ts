import type { Limits } from './limits.ts';

export const LANGUAGES = ['python', 'javascript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `name` is relative to the workspace: "data.csv", "out/plot.svg". */
export type SandboxFile = { name: string; bytes: Uint8Array };
/** Each open figure as PNG and, where that is not too large, as SVG under the same name. */
export type Figure = SandboxFile & { mediaType: 'image/png' | 'image/svg+xml' };

/**
 * Rules of the language's own guard: Python's audit hook. They say early and clearly what code may not do; the walls
 * behind them do not need them. With none of them the permission model of node is off as well.
 */
export const GUARDS = ['processes', 'native-code', 'network', 'files', 'introspection'] as const;
export type Guard = (typeof GUARDS)[number];

export type Job = {
  language: Language;
  code: string;
  files?: SandboxFile[];
  limits?: Partial<Limits>;
  /** Default: all. */
  guards?: readonly Guard[];
};
/** A job after validation: what drivers get. */
export type PreparedJob = {
  language: Language;
  code: string;
  files: SandboxFile[];
  limits: Limits;
  guards: readonly Guard[];
};

/** What a guard has refused, and how often. */
export type Refusal = { rule: Guard; event: string; count: number };

export const KILL_REASONS = ['wall', 'cpu', 'memory', 'output', 'processes', 'cancelled'] as const;
/** The limit that ended the run. */
export type KillReason = (typeof KILL_REASONS)[number];

export const FILE_LIMITS = ['fileBytes', 'files', 'totalFileBytes'] as const;
export type FileLimit = (typeof FILE_LIMITS)[number];

export type Execution = {
  /** As a shell has it: 128 + n after signal n. Null when the sandbox ended the run. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** New and changed regular files of the workspace, in the order of their names. */
  files: SandboxFile[];
  figures: Figure[];
  durationMs: number;
  cpuMs: number;
  killedBy?: KillReason;
  truncated: { stdout: boolean; stderr: boolean };
  /** Files and figures that are not returned because they are beyond these limits. */
  leftOut?: { count: number; limits: FileLimit[] };
  /** What the guards refused; what the code caught counts as well. */
  refused?: Refusal[];
};

export type EgressRequest = { method: string; url: string; headers: [string, string][]; body: Uint8Array };
export type EgressAnswer =
  | { status: number; headers: [string, string][]; body: Uint8Array }
  | { refused: string };
/** Decides about each request of the code, and makes it. It is the only way out, and there is none without it. */
export type Egress = (request: EgressRequest, signal: AbortSignal) => Promise<EgressAnswer>;

export type StreamName = 'stdout' | 'stderr';
export type RunOptions = {
  signal?: AbortSignal;
  onOutput?: (stream: StreamName, text: string) => void;
  /** Where the driver can give one, see Probe. Such a run is cold. */
  egress?: Egress;
  /** On whose account: places in the queue are given out evenly between shares. */
  share?: string;
};

/** From the weakest to the strongest. */
export const LEVELS = ['wasm', 'namespace without cgroups', 'namespace', 'vm'] as const;
/** How runs are kept apart from the machine and from each other. */
export type Level = (typeof LEVELS)[number];

export type Probe = {
  level: Level | 'unavailable';
  /** Why it is no better. */
  reason?: string;
  /** The line that an operator can run. */
  fix?: string;
  python: { version: string; packages: Record<string, string> } | null;
  javascript: { version: string } | null;
  /** Languages whose runs may be given a way out; none where it is absent. */
  egress?: readonly Language[];
};

/** How code is isolated. `run` rejects with `sandbox_unavailable` rather than run anything less isolated. */
export type Driver = {
  readonly name: string;
  probe(): Promise<Probe>;
  run(job: PreparedJob, options: RunOptions): Promise<Execution>;
  /** A child that keeps its variables from cell to cell; undefined where the driver has none. `job.code` is empty. */
  openSession?(job: PreparedJob, options?: DriverSessionOptions): Promise<DriverSession>;
  /** Makes ready what makes runs quick; false where there is nothing of the kind. It also comes with the first run. */
  warmUp?(): Promise<boolean>;
  close(): Promise<void>;
};

/** `share` is for a driver that has a queue of its own; with `hasEgress` a cell may be given a way out. */
export type DriverSessionOptions = { share?: string; hasEgress?: boolean };

/** One cell runs at a time. */
export type DriverSession = {
  /** Limits count for this cell; memory and processes are those of the session. */
  run(cell: PreparedJob, options: RunOptions): Promise<Execution>;
  /** Resolves when the child is gone, for whatever reason. */
  ended: Promise<void>;
  close(): Promise<void>;
};

/** The outcome of a run that never began. */
export function cancelledExecution(): Execution {
  return {
    exitCode: null,
    stdout: '',
    stderr: '',
    files: [],
    figures: [],
    durationMs: 0,
    cpuMs: 0,
    killedBy: 'cancelled',
    truncated: { stdout: false, stderr: false },
  };
}
