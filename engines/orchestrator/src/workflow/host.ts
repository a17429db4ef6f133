import type { Json, JsonSchema, NodeOf, PriorityName, TaskType } from './definition.ts';

/** What a task node is to do, its templates filled. */
export type Task =
  | { type: 'agent'; agent: string; task: string; context?: unknown; model?: string; output?: JsonSchema }
  | { type: 'tool'; tool: string; arguments: Record<string, unknown> }
  | { type: 'code'; language: 'python' | 'javascript'; code: string; inputs: Record<string, unknown> }
  | { type: 'knowledge'; query: string; base?: string; limit: number }
  | ApprovalTask;

export interface ApprovalTask {
  type: 'approval';
  question: string;
  payload: unknown;
  editable: boolean;
  approvers: NodeOf<'approval'>['approvers'];
  votes: number;
  expiresMs?: number;
  escalate?: NodeOf<'approval'>['escalate'];
}

export type TaskOf<T extends TaskType> = Extract<Task, { type: T }>;

/** What models used up; money in millionths of the workspace's currency. */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  costMicros?: number;
}

export interface TaskResult {
  output: unknown;
  usage?: Usage;
  /** Who made it, where that may change: a kept result counts only for the same maker. */
  maker?: string;
}

interface Call {
  /** Name of the step that records it: unique in the run, the same on every replay. */
  step: string;
  title: string;
  /** Aborts when the result is not wanted any more. */
  signal: AbortSignal;
  priority: PriorityName;
  /** ms since 1970, or null. */
  deadlineAt: number | null;
}

/** The result of a task with an equal key may be taken instead. */
export interface TaskCache {
  /** What has to be equal: the node's place and definition, and its filled cache key. */
  key: string;
  /** A short text that tells keys apart. */
  mark: string;
  ttlMs: number;
  /** False: it is done anew, and takes the place of what was kept. */
  find: boolean;
  /** Whether the node takes this for a result. */
  isResult(output: unknown): boolean;
}

export interface TaskCall extends Call {
  task: Task;
  timeoutMs: number | null;
  pool: string;
  resources: { cpu?: number; memoryMb?: number; gpu?: number; tokensPerMinute?: number };
  cache: TaskCache | null;
}

export interface WorkflowCall extends Call {
  workflow: string;
  version: number | null;
  input: Record<string, unknown>;
  timeoutMs: number | null;
}

export type Waited = { kind: 'signal'; signal: string; payload: unknown } | { kind: 'timeout' };

/**
 * What the interpreter needs of the world. Everything with a `step` is recorded: a replay of the run gives
 * the recorded result. A failure is an error with a `code`.
 */
export interface Host {
  /** When the run began, in ms since 1970. */
  readonly startedAt: number;
  /** Aborts when the run has to end. */
  readonly signal: AbortSignal;
  /** The log has something already. */
  readonly isReplay: boolean;
  /** Whether the log has the end of a step. */
  isRecorded(step: string): boolean;
  /** Does what undoes, also while the run is being cancelled. */
  readonly tidying: Host;
  task(call: TaskCall): Promise<TaskResult>;
  workflow(call: WorkflowCall): Promise<TaskResult>;
  /** Records what `find` gives now. */
  record<T extends Json>(step: string, find: () => T): Promise<T>;
  sleep(step: string, ms: number, signal: AbortSignal): Promise<void>;
  /** Until a time in ms since 1970. */
  sleepUntil(step: string, at: number, signal: AbortSignal): Promise<void>;
  wait(
    step: string,
    options: { signals: readonly string[]; timeoutMs: number | null; signal: AbortSignal },
  ): Promise<Waited>;
}
