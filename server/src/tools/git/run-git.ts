import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IsolatedProcess, SandboxError, type SpawnIsolated } from '@agenticgen/sandbox';
import { z } from 'zod';
import { toolErrors } from '../errors.ts';
import type { GitBroker } from './broker.ts';
import { encodeFrame, frameReader } from './frames.ts';

/** What comes out at most: a repository in its home of 64 MiB, and an output. */
const MAX_FRAME_BYTES = 80 * 1024 * 1024;
const SCRIPT = new URL('./inside.py', import.meta.url);

/** An argument, or a revision: a ref that was fetched, and what is put behind it. */
export type GitArgument = string | { ref: string; rest: string };

export interface GitTask {
  /** Fetched where they are missing; all of them anew with `renew`. */
  refs: readonly string[];
  renew: boolean;
  depth: number;
  arguments: readonly GitArgument[];
  /** Of its output; default: 4 MiB. */
  maxOutputBytes?: number;
}

export interface GitResult {
  /** The exit code of the command. */
  code: number;
  output: Buffer;
  /** What it said beside its output. */
  said: string;
  isCut: boolean;
  /** The repository as it is now; empty where nothing was fetched. */
  kept: Buffer;
}

const messages = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('request'),
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
  }),
  z.object({
    type: z.literal('result'),
    output: z.number().int().min(0),
    code: z.number().int().default(0),
    said: z.string().default(''),
    cut: z.boolean().default(false),
    failed: z.string().optional(),
  }),
]);

export interface GitRun {
  spawn: SpawnIsolated;
  broker: GitBroker;
  task: GitTask;
  /** The repository as it was kept; null for none. */
  kept: Buffer | null;
  signal: AbortSignal;
}

/** Runs git in a place of its own, without a network: its requests go through the broker. Throws `git_failed`, `sandbox_missing`. */
export async function runGit({ spawn, broker, task, kept, signal }: GitRun): Promise<GitResult> {
  const folder = await mkdtemp(join(tmpdir(), 'agenticgen-git-'));
  try {
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'inside.py'), await readFile(SCRIPT), { mode: 0o644 });
    const program = { command: 'python3', args: ['-I', 'inside.py'], env: {}, folder };
    const child = await spawn(program).catch((error) => {
      throw error instanceof SandboxError ? toolErrors.sandbox_missing(error.message) : error;
    });
    return await converse(child, broker, encodeFrame(task, kept ?? undefined), signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function converse(
  child: IsolatedProcess,
  broker: GitBroker,
  task: Buffer,
  signal: AbortSignal,
): Promise<GitResult> {
  const read = frameReader(MAX_FRAME_BYTES);
  const ended = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  async function take(chunk: Buffer): Promise<void> {
    for (const { head, body } of read(chunk)) {
      const message = messages.parse(head);
      if (message.type === 'result') return resolve(resultOf(message, body, broker));
      const answer = await broker.answer({ ...message, body }, AbortSignal.any([signal, ended.signal]));
      child.stdin.write(encodeFrame({ status: answer.status, headers: answer.headers }, answer.body));
    }
  }

  let said = '';
  let taking: Promise<void> = Promise.resolve();
  child.stdout.on('data', (chunk: Buffer) => {
    taking = taking.then(() => take(chunk)).catch(reject);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  child.once('error', reject);
  child.once('close', () => {
    void taking.then(() => reject(toolErrors.git_failed(said || 'it ended without a result')));
  });
  child.stdin.write(task);
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort);
    ended.abort();
    child.kill('SIGKILL');
  });
}

function resultOf(
  { failed, output, code, said, cut }: Extract<z.infer<typeof messages>, { type: 'result' }>,
  body: Buffer,
  broker: GitBroker,
): GitResult {
  if (failed !== undefined) throw toolErrors.git_failed(broker.refusal() ?? failed);
  return { code, said, isCut: cut, output: body.subarray(0, output), kept: body.subarray(output) };
}
