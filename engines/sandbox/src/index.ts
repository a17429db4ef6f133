export { type BubblewrapOptions, bubblewrap } from './drivers/bubblewrap.ts';
export { type GvisorOptions, gvisor } from './drivers/gvisor.ts';
export {
  type IsolatedProcess,
  type IsolatedProgram,
  isolatedPrograms,
  MAX_PROGRAM_MEMORY_BYTES,
  type SpawnIsolated,
} from './drivers/isolated-program.ts';
export { type WasmOptions, wasm } from './drivers/wasm.ts';
export { SANDBOX_ERROR_CODES, SandboxError, type SandboxErrorCode } from './lib/errors.ts';
export type { SandboxEvent } from './lib/events.ts';
export {
  cancelledExecution,
  type Driver,
  type DriverSession,
  type DriverSessionOptions,
  type Egress,
  type EgressAnswer,
  type EgressRequest,
  type Execution,
  FILE_LIMITS,
  type Figure,
  type FileLimit,
  GUARDS,
  type Guard,
  type Job,
  KILL_REASONS,
  type KillReason,
  LANGUAGES,
  type Language,
  LEVELS,
  type Level,
  type PreparedJob,
  type Probe,
  type Refusal,
  type RunOptions,
  type SandboxFile,
  type StreamName,
} from './lib/execution.ts';
export { fileNameProblem } from './lib/file-name.ts';
export { ladder } from './lib/ladder.ts';
export { DEFAULT_LIMITS, LIMIT_CEILINGS, type Limits, MAX_CODE_BYTES } from './lib/limits.ts';
export { createSandbox, DEFAULT_MAX_QUEUE, type Sandbox, type SandboxOptions } from './lib/sandbox.ts';
export {
  type Cell,
  DEFAULT_MAX_SESSIONS,
  DEFAULT_SESSION_IDLE_MS,
  SESSION_ENDS,
  type Session,
  type SessionEnd,
  type SessionOptions,
} from './lib/sessions.ts';
export {
  addPackages,
  type Change,
  currentSet,
  currentSite,
  loadAdvisories,
  type PackageNeeds,
  type PackageSet,
  removePackages,
  withPackages,
} from './packages/index.ts';
export {
  type Finding,
  MAX_SCAN_BYTES,
  rank,
  SCAN_RULE_IDS,
  SCAN_VERDICTS,
  type Scan,
  SEVERITIES,
  type Severity,
  scanCode,
} from './scan/index.ts';
