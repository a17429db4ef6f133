export { SQL_DIALECTS, type SqlDialect } from './drivers/dialect.ts';
export { createMemoryStore, type MemoryDb, type MemoryStore } from './drivers/memory.ts';
export {
  createSqlStore,
  type SqlStoreOptions,
} from './drivers/sql.ts';
export type {
  OrchestratorTables,
  RunEventsTable,
  RunSignalsTable,
  RunsTable,
  SchedulesTable,
} from './drivers/tables.ts';
export type { AdmissionOptions } from './lib/admission.ts';
export {
  type ChildOptions,
  type Context,
  type PauseOptions,
  type Procedure,
  type RetryPolicy,
  type Reuse,
  type SignalResult,
  STEP_EFFECTS,
  type StepContext,
  type StepEffect,
  type StepOptions,
  type WaitOptions,
} from './lib/context.ts';
export type { Clock, RunIdentity } from './lib/engine.ts';
export {
  INTERRUPTIONS,
  type Interruption,
  LeaseLost,
  ORCHESTRATOR_CODES,
  type OrchestratorCode,
  OrchestratorError,
  QueueFull,
  RunInterrupted,
  StepFailed,
  StepInterrupted,
} from './lib/errors.ts';
export type { Estimate, EstimateError } from './lib/estimate.ts';
export {
  type Cached,
  ENGINE_EVENT_TYPES,
  type EngineEvent,
  type EngineEventType,
  isEngineEvent,
  isTerminal,
  type Payload,
  RESERVED_PREFIXES,
  type RunEvent,
} from './lib/event.ts';
export { currentText, foldSteps, STEP_STATES, type StepState, type StepView } from './lib/fold.ts';
export type { FollowOptions } from './lib/follow.ts';
export type { ForkOptions } from './lib/fork.ts';
export {
  DELTA_FLUSH_BYTES,
  DELTA_FLUSH_MS,
  FOLLOW_BUFFER,
  LEASE_MS,
  MAX_LIST,
  MAX_PAYLOAD_BYTES,
  MAX_READ,
  MAX_TAKEOVERS,
  POLL_MS,
} from './lib/limits.ts';
export { migrationsFolder } from './lib/migrations.ts';
export {
  createOrchestrator,
  type Orchestrator,
  type OrchestratorOptions,
  type State,
} from './lib/orchestrator.ts';
export { procedure } from './lib/procedure.ts';
export {
  hasEnded,
  type OpenRun,
  RUN_STATES,
  type Run,
  type RunError,
  type RunQuery,
  type RunState,
} from './lib/run.ts';
export {
  runWorkflow,
  type SubWorkflow,
  type Work,
  type WorkflowCache,
  type WorkflowParts,
  type WorkflowRun,
} from './lib/run-workflow.ts';
export { type Account, createAccount } from './lib/schedule/account.ts';
export { createHeap, type Heap } from './lib/schedule/heap.ts';
export {
  createPolicy,
  PATIENCE_MS,
  type Policy,
  type Resources,
  type SchedulingOptions,
} from './lib/schedule/policy.ts';
export type { PoolBounds, PoolChange, PoolOptions, PoolView } from './lib/schedule/pools.ts';
export { createReady, type Ready } from './lib/schedule/ready.ts';
export { schedule, takeNext } from './lib/schedule/schedule.ts';
export { type Candidate, CLASSES, type ClassName, classOf, kindOf } from './lib/schedule/task.ts';
export type { Start, StartOptions } from './lib/start.ts';
export type { Claim, ClaimRequest, Lease, LogEntry, NewRun, Settlement, Store } from './lib/store.ts';
export { type Needs, PRIORITY_RANKS, type PriorityName, type Tags, type Urgency } from './lib/urgency.ts';
export {
  createRetention,
  type Retention,
  type RetentionLimits,
  type RetentionOptions,
  type Swept,
} from './retention/retention.ts';
export {
  MISSED_AFTER_MS,
  MISSED_POLICIES,
  type MissedPolicy,
  OVERLAP_POLICIES,
  type OverlapPolicy,
} from './schedule/policy.ts';
export { type Schedule, toRow as scheduleRow, toSchedule } from './schedule/schedule.ts';
export { createScheduler, type Fired, type Scheduler, type SchedulerOptions } from './schedule/scheduler.ts';
export {
  checkTiming,
  MIN_INTERVAL_MS,
  nextTime,
  nextTimes,
  type Timing,
  timesSince,
} from './schedule/timing.ts';
