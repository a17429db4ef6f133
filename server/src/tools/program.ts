import type { Execution, Language, Limits, SandboxFile } from '@agenticgen/sandbox';
import type { FileRow } from '../files/index.ts';
import { admitted, judgeCode } from './code-scan.ts';
import { toolErrors } from './errors.ts';
import { describe, egressFor, inputsOf, keep, type RunCodeNeeds } from './run-code.ts';
import { runInSandbox } from './sandboxed.ts';
import type { ToolContext } from './tool.ts';

const INPUTS = 'inputs.json';
const RESULT = 'result.json';

/** A program that is given values and gives one, beside the files of its area. */
export interface Program {
  language: Language;
  code: string;
  inputs: Record<string, unknown>;
  /** In the place of the area's. */
  files?: SandboxFile[] | undefined;
  limits?: Partial<Limits>;
}

export interface ProgramResult {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  /** What the program left in `result`; null where it left nothing. */
  result: unknown;
  files: FileRow[];
}

/** Both languages see `inputs` and set `result`; the file names are the sandbox's own folder. */
const WRAPPINGS: Record<Language, (code: string) => string> = {
  python: (code) =>
    [
      'import json as _json',
      `with open(${JSON.stringify(INPUTS)}) as _file: inputs = _json.load(_file)`,
      'result = None',
      code,
      `with open(${JSON.stringify(RESULT)}, "w") as _file: _json.dump(result, _file, default=str)`,
    ].join('\n'),
  javascript: (code) =>
    [
      "import { readFileSync as _read, writeFileSync as _write } from 'node:fs';",
      `const inputs = JSON.parse(_read(${JSON.stringify(INPUTS)}, 'utf8'));`,
      'let result = null;',
      code,
      `_write(${JSON.stringify(RESULT)}, JSON.stringify(result ?? null));`,
    ].join('\n'),
};

/** Runs it in the sandbox. Throws `code_refused` where the policy does, and `program_failed` where it did not end well, with what it wrote last. */
export async function runProgram(
  needs: RunCodeNeeds,
  context: ToolContext,
  { language, code, inputs, files: instead, limits = {} }: Program,
): Promise<ProgramResult> {
  admitted(await judgeCode(needs.db, context.principal.workspaceId, { language, code }));
  const given = instead ? [] : (await inputsOf(needs, context.area)).inputs;
  const files = given.filter(({ name }) => name !== INPUTS && name !== RESULT);
  const own = { name: INPUTS, bytes: Buffer.from(JSON.stringify(inputs)) };
  const job = { language, code: WRAPPINGS[language](code), files: [...(instead ?? files), own], limits };
  const execution = await runInSandbox(needs.sandbox, job, {
    signal: context.signal,
    workspaceId: context.principal.workspaceId,
    egress: await egressFor(needs, context),
  });
  const made = withoutOwn(execution);
  const kept = await keep(needs, context, files, made);
  if (execution.exitCode !== 0 || execution.killedBy) throw toolErrors.program_failed(describe(made, []));
  const { stdout, stderr, exitCode } = execution;
  return { stdout, stderr, exitCode, result: resultOf(execution), files: kept };
}

function withoutOwn(execution: Execution): Execution {
  return { ...execution, files: execution.files.filter(({ name }) => name !== INPUTS && name !== RESULT) };
}

function resultOf({ files }: Execution): unknown {
  const file = files.find(({ name }) => name === RESULT);
  if (!file) return null;
  try {
    return JSON.parse(Buffer.from(file.bytes).toString('utf8'));
  } catch {
    throw toolErrors.program_failed('its result is no JSON, such as NaN');
  }
}
