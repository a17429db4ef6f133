import type { Problem as WorkflowProblem } from '@agenticgen/orchestrator/workflow';
import { defineErrors } from '../problem/index.ts';

export const workflowErrors = defineErrors({
  workflow_invalid: {
    status: 422,
    message: (problems: readonly WorkflowProblem[]) =>
      `Cannot save workflow: it has ${problems.length} problem${problems.length === 1 ? '' : 's'}, the first: ${problems[0]?.message ?? ''}`,
  },
  workflow_unreadable: {
    status: 422,
    message: (why: string) => `Cannot read workflow: it is neither YAML nor JSON (${why})`,
  },
  workflow_changed: {
    status: 409,
    message: (base: number, newest: number) =>
      `Cannot save workflow: version ${base} was edited, but ${newest} is the newest`,
  },
  version_unknown: {
    status: 404,
    message: (version: number) => `Cannot find workflow: it has no version ${version}`,
  },
  workflow_input_invalid: {
    status: 400,
    message: (why: string) => `Cannot run workflow: the input does not fit (${why})`,
  },
  workflow_not_found: {
    status: 404,
    message: (name: string) => `Cannot run workflow "${name.slice(0, 64)}": there is none of this id or name`,
  },
  node_unknown: {
    status: 404,
    message: (path: string) => `Cannot find node "${path.slice(0, 100)}": the run has none there`,
  },
  not_a_workflow_run: { status: 404, message: () => 'Cannot find run: it is not the run of a workflow' },
  run_ended: { status: 409, message: () => 'Cannot send signal: the run has ended' },
  tool_unknown: {
    status: 404,
    message: (name: string) => `Cannot use tool "${name.slice(0, 64)}": there is none of this name`,
  },
  tool_failed: {
    status: 422,
    message: (name: string, output: string) => `Cannot finish tool ${name}: ${output.slice(0, 400)}`,
  },
  tool_refused: {
    status: 403,
    message: (name: string, decision: string) =>
      `Cannot run tool ${name}: a person did not allow it (${decision})`,
  },
  tool_interrupted: {
    status: 409,
    message: (name: string) =>
      `Cannot finish tool ${name}: the server stopped while it was running, and whether it took effect is unknown`,
  },
  event_unknown: {
    status: 404,
    message: (sequence: number) => `Cannot fork run: it has no event ${sequence}`,
  },
  run_over: { status: 409, message: () => 'Cannot pause or resume run: it has ended' },
  node_not_editable: {
    status: 422,
    message: (type: string, key: string, allowed: readonly string[]) =>
      `Cannot edit node: "${key.slice(0, 64)}" of a node of type ${type} is fixed, ${allowed.join(', ') || 'nothing'} can be given anew`,
  },
  schedule_invalid: { status: 422, message: (why: string) => `Cannot read schedule: ${why.slice(0, 300)}` },
  schedule_over: { status: 422, message: () => 'Cannot use schedule: it has no time in the future' },
  schedule_unknown: { status: 404, message: () => 'Cannot find schedule: the workflow has none of this id' },
  schedule_limit: {
    status: 409,
    message: (limit: number) => `Cannot add schedule: the workspace has ${limit} already`,
  },
  mapping_invalid: { status: 422, message: (why: string) => `Cannot add trigger: ${why.slice(0, 300)}` },
  trigger_unknown: { status: 404, message: () => 'Cannot find trigger: the workflow has none of this id' },
  trigger_limit: {
    status: 409,
    message: (limit: number) => `Cannot add trigger: the workflow has ${limit} already`,
  },
  trigger_disabled: {
    status: 409,
    message: (why: string) =>
      `Cannot start workflow: its trigger is switched off${why === '' ? '' : ` (${why.slice(0, 300)})`}`,
  },
  signature_invalid: {
    status: 401,
    message: () => 'Cannot take webhook: its signature is missing, wrong or older than five minutes',
  },
  too_many_hooks: { status: 429, message: () => 'Cannot take webhook: too many came in the last minute' },
  run_not_ended: {
    status: 409,
    message: () => 'Cannot run again from a node: the run has not ended yet',
  },
});
