/**
 * The catalogue: a code never changes its meaning.
 * A failed run carries one of these, or the `code` of the error that its procedure threw.
 */
export const ORCHESTRATOR_CODES = [
  'run_not_found', // no run has this id
  'run_ended', // the run is over, so it takes no signal
  'run_poisoned', // the run was started too often without progress; it seems to kill its worker
  'run_parked', // the worker stops; another one goes on (reason of an abort, never a failure)
  'run_cancelled', // somebody asked the run to stop (reason of an abort)
  'lease_lost', // another worker has taken the run over
  'procedure_unknown', // no procedure of this name is registered
  'procedure_duplicate', // two procedures have one name
  'procedure_failed', // the procedure threw an error without a code
  'input_invalid', // the procedure's input schema refused the input
  'name_invalid', // a name, key or label is empty or too long
  'type_reserved', // an emitted type begins with run., step. or signal.
  'step_name_taken', // a step name was used twice in one run
  'step_nested', // a step, wait or emission of the run inside a step
  'step_limit', // too many steps in one run
  'step_failed', // a step threw an error without a code
  'step_timeout', // a step took longer than its timeoutMs
  'step_interrupted', // a step with effect 'once' had begun when the worker died
  'child_cancelled', // a child run was cancelled
  'tidy_timeout', // a cancelled run took too long to tidy up
  'child_depth', // children of children of children, too deep
  'value_not_json', // a payload, input or output doesn't survive JSON
  'payload_too_large', // a payload, input or output is too large
  'too_many_signals', // too many signals wait for one run
  'fork_too_large', // more events than a new log may begin with
  'schedule_invalid', // no cron expression, time zone or interval
  'resources_unmet', // a run needs more than there is at all
  'expression_invalid', // an expression of a workflow can't be read
  'expression_failed', // an expression of a workflow gives nothing that can be used
  'map_too_large', // a map has more items than it may
  'output_invalid', // a node's result doesn't fit what the node promises
  'workflow_input_invalid', // the input doesn't fit the workflow's schema
  'queue_full', // too many runs are due; try again after retryAfterMs
  'limit_invalid', // a page size is out of bounds
] as const;
export type OrchestratorCode = (typeof ORCHESTRATOR_CODES)[number];

/** Every failure that the engine itself finds. */
export class OrchestratorError extends Error {
  override name = 'OrchestratorError';
  readonly code: string;
  constructor(code: OrchestratorCode | (string & {}), message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Fullness {
  queued: number;
  limit: number;
  /** Whether the scope's queue is full, or that of all. */
  of: 'scope' | 'all';
  retryAfterMs: number;
  /** When what is due now should be done, as far as is known. */
  doneAt: number | null;
}

/** Nothing was started: too much is due already. */
export class QueueFull extends OrchestratorError {
  override name = 'QueueFull';
  readonly fullness: Fullness;
  constructor(fullness: Fullness) {
    const { queued, limit, of } = fullness;
    const whose = of === 'scope' ? 'of its workspace ' : '';
    super('queue_full', `Cannot start a run: ${queued} ${whose}are due, ${limit} may be`);
    this.fullness = fullness;
  }
}

/** A step failed for good. `code` and the message are the log's, so a replay throws the same. */
export class StepFailed extends OrchestratorError {
  override name = 'StepFailed';
  readonly step: string;
  /** Of a child: it was not wanted any more when it ended. */
  readonly stopped: boolean;
  constructor(
    step: string,
    code: string,
    message: string,
    options: { cause?: unknown; stopped?: boolean } = {},
  ) {
    super(code, message, { cause: options.cause });
    this.step = step;
    this.stopped = options.stopped ?? false;
  }
}

/** A step with effect 'once' had begun when its worker died: whether its effect happened is unknown. */
export class StepInterrupted extends OrchestratorError {
  override name = 'StepInterrupted';
  readonly step: string;
  constructor(step: string) {
    super(
      'step_interrupted',
      `Cannot repeat step ${step}: it had begun when its worker ended and runs only once`,
    );
    this.step = step;
  }
}

/** Another worker has the run now: nothing that this one does is recorded any more. */
export class LeaseLost extends OrchestratorError {
  override name = 'LeaseLost';
  readonly runId: string;
  constructor(runId: string) {
    super('lease_lost', `Cannot write to run ${runId}: another worker holds its lease`);
    this.runId = runId;
  }
}

export const INTERRUPTIONS = ['park', 'cancel', 'lost'] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

const INTERRUPTION_CODES = { park: 'run_parked', cancel: 'run_cancelled', lost: 'lease_lost' } as const;

/**
 * The `reason` of an aborted `ctx.signal`. Its name is AbortError, so that fetch and its users
 * take it for what it is; `kind` tells a stop of the worker from a cancelled run and a lost lease.
 */
export class RunInterrupted extends OrchestratorError {
  override name = 'AbortError';
  readonly kind: Interruption;
  constructor(kind: Interruption, reason: string) {
    super(INTERRUPTION_CODES[kind], reason);
    this.kind = kind;
  }
}
