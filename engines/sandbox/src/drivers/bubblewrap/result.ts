// Gathers an Execution from frames. Whatever arrives is hostile: every count, size and name is checked again here.
import { StringDecoder } from 'node:string_decoder';
import {
  type Execution,
  FILE_LIMITS,
  type Figure,
  GUARDS,
  KILL_REASONS,
  type KillReason,
  type Refusal,
  type RunOptions,
  type SandboxFile,
  type StreamName,
} from '../../lib/execution.ts';
import { fileNameProblem } from '../../lib/file-name.ts';
import type { Limits } from '../../lib/limits.ts';
import { figureOf } from './figure.ts';
import { type Frame, splitFile, violation } from './frames.ts';

const MAX_FAILURE_CHARS = 500;

export type Report = Pick<
  Execution,
  'exitCode' | 'durationMs' | 'cpuMs' | 'killedBy' | 'truncated' | 'refused' | 'leftOut'
>;
export type ResultCollector = {
  accept(frame: Frame): void;
  /** Whether a supervisor that stood ready has the whole job. */
  taken(): boolean;
  /** What the supervisor said at its end, if it came to that. */
  report(): Report | undefined;
  /** Why the supervisor could not run the job, in its own words. */
  failure(): string | undefined;
  execution(report: Report): Execution;
};

export function collectResult(limits: Limits, onOutput: RunOptions['onOutput']): ResultCollector {
  const streams = {
    stdout: createText(limits, 'stdout', onOutput),
    stderr: createText(limits, 'stderr', onOutput),
  };
  const files: SandboxFile[] = [];
  const figures: Figure[] = [];
  let returnedBytes = 0;
  let report: Report | undefined;
  let failure: string | undefined;
  let taken = false;

  const admit = (file: SandboxFile): boolean => {
    returnedBytes += file.bytes.byteLength;
    if (files.length + figures.length >= limits.files) throw violation(`more than ${limits.files} files`);
    if (returnedBytes > limits.totalFileBytes)
      throw violation(`files of more than ${limits.totalFileBytes} bytes`);
    return fileNameProblem(file.name) === undefined;
  };
  const accept = ({ kind, payload }: Frame): void => {
    if (report || failure !== undefined) throw violation(`a ${kind} frame after the last`);
    switch (kind) {
      case 'stdout':
      case 'stderr':
        streams[kind].add(payload);
        return;
      case 'file': {
        const file = splitFile(payload);
        if (admit(file) && isNew(files, file)) files.push(file);
        return;
      }
      case 'figure': {
        const file = splitFile(payload);
        const figure = figureOf(file);
        if (admit(file) && figure && isNew(figures, figure)) figures.push(figure);
        return;
      }
      case 'taken':
        taken = true;
        return;
      case 'done':
        report = parseReport(payload);
        return;
      case 'failed':
        failure = payload.toString('utf8').slice(0, MAX_FAILURE_CHARS);
        return;
    }
  };
  return {
    accept,
    taken: () => taken,
    report: () => report,
    failure: () => failure,
    execution: (end) => ({
      ...end,
      stdout: streams.stdout.end(),
      stderr: streams.stderr.end(),
      files,
      figures,
    }),
  };
}

function createText(limits: Limits, name: StreamName, onOutput: RunOptions['onOutput']) {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let bytes = 0;
  const push = (part: string) => {
    text += part;
    if (part) onOutput?.(name, part);
  };
  return {
    add(payload: Buffer) {
      bytes += payload.length;
      if (bytes > limits.outputBytes) throw violation(`more than ${limits.outputBytes} bytes on ${name}`);
      push(decoder.write(payload));
    },
    end(): string {
      push(decoder.end());
      return text;
    },
  };
}

const isNew = (known: SandboxFile[], { name }: SandboxFile) => !known.some((file) => file.name === name);

function parseReport(payload: Buffer): Report {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    throw violation('the report is no JSON');
  }
  const { exitCode, killedBy, truncated } = value;
  const cut = (truncated ?? {}) as Record<string, unknown>;
  return {
    exitCode: Number.isInteger(exitCode) ? Number(exitCode) & 0xff : null,
    durationMs: positive(value.durationMs),
    cpuMs: positive(value.cpuMs),
    ...(isKillReason(killedBy) ? { killedBy } : {}),
    truncated: { stdout: cut.stdout === true, stderr: cut.stderr === true },
    ...refusals(value.refused),
    ...omissions(value.leftOut),
  };
}

const MAX_REFUSALS = 64;
const EVENT_NAME = /^[\w./]{1,40}$/;

function omissions(value: unknown): Pick<Report, 'leftOut'> {
  const { count, limits } = (value ?? {}) as Record<string, unknown>;
  const known = FILE_LIMITS.filter((limit) => Array.isArray(limits) && limits.includes(limit));
  return positive(count) > 0 ? { leftOut: { count: Math.floor(positive(count)), limits: known } } : {};
}

function refusals(value: unknown): { refused?: Refusal[] } {
  const rows = Array.isArray(value) ? value.slice(0, MAX_REFUSALS) : [];
  const refused = rows.flatMap((row): Refusal[] => {
    const [name, event, count] = Array.isArray(row) ? row : [];
    const rule = GUARDS.find((guard) => guard === name);
    if (!rule || typeof event !== 'string' || !EVENT_NAME.test(event) || !Number.isSafeInteger(count))
      return [];
    return [{ rule, event, count: Math.max(1, Number(count)) }];
  });
  return refused.length > 0 ? { refused } : {};
}

const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? value : 0);
const isKillReason = (value: unknown): value is KillReason => KILL_REASONS.includes(value as KillReason);
