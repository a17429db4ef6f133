import { createHash } from 'node:crypto';
import { type Execution, fileNameProblem, type Sandbox } from '@agenticgen/sandbox';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { type FileRow, type FileStore, MAX_FILE_NAME_LENGTH } from '../files/index.ts';
import { type CodeEgressNeeds, codeEgress } from './code-egress.ts';
import { admitted, judgeCode } from './code-scan.ts';
import { LANGUAGES, MAX_CODE_LENGTH } from './contract.ts';
import { runInSandbox } from './sandboxed.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool, type ToolContext, type ToolResult } from './tool.ts';

/** Bytes of the conversation's files that a run is given; the smallest ones first. */
export const MAX_INPUT_BYTES = 25 * 1024 * 1024;
export const MAX_INPUT_FILES = 64;
/** A run's own 30 s, and what it waits for its turn. */
const RUN_TIMEOUT_MS = 5 * 60_000;
/** Names that the model is told of files that did not fit. */
const MAX_NAMED = 20;

const schema = z.object({
  language: z.enum(LANGUAGES).default('python'),
  code: z
    .string()
    .min(1)
    .max(MAX_CODE_LENGTH)
    .describe('The whole program; files of the conversation lie in its folder'),
});

export interface RunCodeNeeds extends CodeEgressNeeds {
  db: Database;
  files: FileStore;
  sandbox: Sandbox;
}

interface Input {
  name: string;
  sha256: string;
  bytes: Uint8Array;
}

/** The files that a run is given. One that does not fit, or whose name the sandbox refuses, does not keep it from running. */
export async function inputsOf({ db, files }: RunCodeNeeds, area: string) {
  const rows = [...(await files.list(db, area))].sort((a, b) => a.size - b.size);
  let [bytesLeft, filesLeft] = [MAX_INPUT_BYTES, MAX_INPUT_FILES];
  const fits = (row: FileRow) => {
    if (fileNameProblem(row.name) !== undefined) return false;
    bytesLeft -= row.size;
    filesLeft -= 1;
    return bytesLeft >= 0 && filesLeft >= 0;
  };
  const { given = [], left = [] } = Object.groupBy(rows, (row) => (fits(row) ? 'given' : 'left'));
  const inputs = given.map(
    async (row): Promise<Input> => ({ name: row.name, sha256: row.sha256, bytes: await files.read(row) }),
  );
  return { inputs: await Promise.all(inputs), leftOut: left.map((row) => row.name) };
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What the run made or changed; an input that lies there as before is not kept again. */
export async function keep(
  { db, files }: RunCodeNeeds,
  { area, principal }: ToolContext,
  inputs: readonly Input[],
  execution: Execution,
): Promise<FileRow[]> {
  const known = new Set(inputs.map((input) => `${input.name}\n${input.sha256}`));
  // The conversation shows pixels; the drawing of the same figure would only be there twice.
  const figures = execution.figures.filter(({ mediaType }) => mediaType === 'image/png');
  const made = [...execution.files, ...figures];
  const changed = made.filter((file) => !known.has(`${file.name}\n${hashOf(file.bytes)}`));
  const kept: FileRow[] = [];
  for (const { name, bytes } of changed) {
    const flat = name.replaceAll('/', '_').slice(-MAX_FILE_NAME_LENGTH);
    const { workspaceId, userId: createdBy } = principal;
    kept.push(await files.save(db, { workspaceId, area, name: flat, bytes, createdBy }));
  }
  return kept;
}

const section = (title: string, text: string) => (text.trim() === '' ? [] : [`${title}:\n${text.trimEnd()}`]);

/** What the model reads of a run. */
export function describe(
  execution: Execution,
  files: readonly Pick<FileRow, 'name'>[],
  leftOut: readonly string[] = [],
): string {
  const half = Math.floor(MAX_TOOL_OUTPUT_LENGTH / 2) - 500;
  const lines = [
    ...section('Output', execution.stdout.slice(0, half)),
    ...section('Errors', execution.stderr.slice(-half)),
  ];
  if (execution.killedBy) lines.push(`Ended by the ${execution.killedBy} limit`);
  else if (execution.exitCode !== 0) lines.push(`Exit code ${execution.exitCode}`);
  if (files.length > 0) lines.push(`Files: ${files.map((file) => file.name).join(', ')}`);
  if (execution.leftOut)
    lines.push(`Files not kept: ${execution.leftOut.count}, beyond ${execution.leftOut.limits.join(', ')}`);
  if (leftOut.length > 0) lines.push(`Not given to the program: ${leftOut.slice(0, MAX_NAMED).join(', ')}`);
  return lines.length === 0 ? 'The program ended well and printed nothing' : lines.join('\n\n');
}

/** Files that the limits left out, as a result tells of them. */
export const notKept = ({ leftOut }: Execution): Pick<ToolResult, 'leftOut'> => (leftOut ? { leftOut } : {});

/** Each request is an event of the run: where none can be written there is no way out. */
export const egressFor = async (
  needs: CodeEgressNeeds,
  { principal, note }: ToolContext,
  how: { runsOnce?: boolean } = {},
) => note && codeEgress(needs, principal.workspaceId, (said) => note('code.egress', said), how);

/**
 * run_code: a program in the sandbox, with the conversation's files. It reaches nothing outside,
 * so it may run again after a crash; what it makes is kept once it has ended.
 */
export function runCodeTool(needs: RunCodeNeeds): Tool<z.infer<typeof schema>> {
  return {
    name: 'run_code',
    title: 'Run code',
    description:
      'Runs Python 3 (numpy, pandas, matplotlib) or JavaScript in a sandbox without network: half a core, 512 MB, 30 s. Open matplotlib figures are shown to the person; files that are written are kept.',
    effect: 'read',
    schema,
    right: ['run', 'Execution'],
    traits: { risk: 'medium', timeoutMs: RUN_TIMEOUT_MS },
    async asks(given, workspaceId) {
      const { data } = schema.safeParse(given);
      return data ? (await judgeCode(needs.db, workspaceId, data)).decision === 'ask' : false;
    },
    async run({ language, code }, context) {
      const scan = admitted(await judgeCode(needs.db, context.principal.workspaceId, { language, code }));
      const { inputs, leftOut } = await inputsOf(needs, context.area);
      const files = inputs.map(({ name, bytes }) => ({ name, bytes }));
      const egress = await egressFor(needs, context);
      const execution = await runInSandbox(
        needs.sandbox,
        { language, code, files },
        { signal: context.signal, workspaceId: context.principal.workspaceId, egress },
      );
      const kept = await keep(needs, context, inputs, execution);
      const ok = execution.exitCode === 0 && !execution.killedBy;
      return {
        ok,
        output: describe(execution, kept, leftOut),
        files: kept,
        citations: [],
        scan,
        ...notKept(execution),
      };
    },
  };
}
