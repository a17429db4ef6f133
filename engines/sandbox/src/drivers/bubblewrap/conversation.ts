// Two ways to talk to a supervisor: the pipes of a process of its own, or a connection to one that stands ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { kill } from 'node:process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { FILTER_FD, FIRST_FILE_FD, INFO_FD, type Recipe } from './recipe.ts';

const MAX_DIAGNOSTIC_CHARS = 2_000;

export interface Conversation {
  /** Its end tells the supervisor that the run is cancelled or the host gone. */
  input: Writable;
  output: Readable;
  /** Whether its child's walls are up already: then it needs no filter and no program. */
  stands: boolean;
  /** By which the code's requests come, and the number that it has there. */
  egress?: { stream: Duplex; fd: number };
  /** Ends it at once, and all that runs behind it. */
  kill(): void;
  /** Resolves, when it is over and nothing is left, with what was complained about. */
  closed: Promise<string>;
  /** Whether the supervisor is gone once it has given its report: its end need not be waited for. */
  endsWithReport: boolean;
}

/** One bubblewrap. */
export interface Walled {
  process: ChildProcess;
  /** The first process inside, by its number outside; undefined where it came to none. */
  inner: Promise<number | undefined>;
  /** Resolves, when nothing is left of it, with what bwrap or Python complained about. */
  closed: Promise<string>;
  end(): void;
}

export function startWalled(recipe: Recipe, outerFilter: Uint8Array, hasEgress = false): Walled {
  const process = startProcess(recipe, outerFilter, hasEgress);
  const inner = innerPid(process.stdio[INFO_FD] as Readable);
  return { process, inner, closed: processClosed(process), end: () => void endBoth(process, inner) };
}

/**
 * A bwrap that is killed before it has let its child go leaves it waiting for ever, with our pipes in its hands:
 * so the child is killed first, as soon as it is known.
 */
async function endBoth(process: ChildProcess, inner: Promise<number | undefined>): Promise<void> {
  const pid = await inner;
  if (process.exitCode !== null || process.signalCode !== null) return;
  try {
    if (pid !== undefined) kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
  process.kill('SIGKILL');
}

/** bwrap says it before its child runs; where it fails before, the stream ends. */
function innerPid(told: Readable): Promise<number | undefined> {
  let text = '';
  return new Promise((resolve) => {
    told.on('data', (chunk: Buffer) => {
      text += chunk;
      const pid = /"child-pid": *(\d+)/.exec(text)?.[1];
      if (pid) resolve(Number(pid));
    });
    told.once('close', () => resolve(undefined));
  });
}

function startProcess(recipe: Recipe, outerFilter: Uint8Array, hasEgress: boolean): ChildProcess {
  const descriptors: number[] = [];
  const { told = [] } = recipe;
  try {
    for (const path of recipe.opens) descriptors.push(openSync(path, 'r'));
    const child = spawn(recipe.command, recipe.args, {
      stdio: [
        'pipe',
        'pipe',
        'pipe',
        'pipe',
        'pipe',
        ...descriptors,
        ...told.map(() => 'pipe' as const),
        ...(hasEgress ? ['pipe' as const] : []),
      ],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    });
    const filter = child.stdio[FILTER_FD] as Writable;
    // A process that is already gone shows in its exit, not here.
    for (const stream of [filter, child.stdin, child.stdio[INFO_FD]]) stream?.on('error', () => {});
    filter.end(outerFilter);
    for (const [index, text] of told.entries()) {
      const stream = child.stdio[FIRST_FILE_FD + descriptors.length + index] as Writable;
      stream.on('error', () => {});
      stream.end(text);
    }
    return child;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

/** A supervisor of its own, with everything new. */
export function coldConversation(
  recipe: Recipe,
  outerFilter: Uint8Array,
  left: () => Promise<void>,
  hasEgress = false,
): Conversation {
  const { process, closed, end } = startWalled(recipe, outerFilter, hasEgress);
  const fd = FIRST_FILE_FD + recipe.opens.length + (recipe.told?.length ?? 0);
  return {
    ...(hasEgress ? { egress: { stream: process.stdio[fd as 3] as unknown as Duplex, fd } } : {}),
    input: process.stdin!,
    output: process.stdout!,
    stands: false,
    kill: end,
    closed: closed.finally(left),
    endsWithReport: false,
  };
}

function processClosed(child: ChildProcess): Promise<string> {
  let diagnostic = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    diagnostic = (diagnostic + chunk.toString('utf8')).slice(-MAX_DIAGNOSTIC_CHARS);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(diagnostic.trim()));
  });
}

/** The supervisor that takes this connection. */
export function warmConversation(socket: Socket): Conversation {
  const closed = new Promise<string>((resolve) => {
    let diagnostic = '';
    socket.on('error', (error) => {
      diagnostic = error.message;
    });
    socket.once('close', () => resolve(diagnostic));
  });
  return {
    input: socket,
    output: socket,
    stands: true,
    kill: () => socket.destroy(),
    closed,
    endsWithReport: true,
  };
}
