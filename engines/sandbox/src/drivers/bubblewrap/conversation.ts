// Two ways to talk to a supervisor: the pipes of a process of its own, or a connection to one that stands ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { FILTER_FD, type Recipe } from './recipe.ts';

const MAX_DIAGNOSTIC_CHARS = 2_000;

export interface Conversation {
  /** Its end tells the supervisor that the run is cancelled or the host gone. */
  input: Writable;
  output: Readable;
  /** Whether its child's walls are up already: then it needs no filter and no program. */
  stands: boolean;
  /** Ends it at once, and all that runs behind it. */
  kill(): void;
  /** Resolves, when it is over and nothing is left, with what was complained about. */
  closed: Promise<string>;
  /** Whether the supervisor is gone once it has given its report: its end need not be waited for. */
  endsWithReport: boolean;
}

export function startProcess(recipe: Recipe, outerFilter: Uint8Array): ChildProcess {
  const descriptors: number[] = [];
  try {
    for (const path of recipe.opens) descriptors.push(openSync(path, 'r'));
    const child = spawn(recipe.command, recipe.args, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', ...descriptors],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    });
    const filter = child.stdio[FILTER_FD] as Writable;
    // A process that is already gone shows in its exit, not here.
    for (const stream of [filter, child.stdin]) stream?.on('error', () => {});
    filter.end(outerFilter);
    return child;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

/** A supervisor of its own, with everything new. */
export function coldConversation(recipe: Recipe, outerFilter: Uint8Array): Conversation {
  const child = startProcess(recipe, outerFilter);
  return {
    input: child.stdin!,
    output: child.stdout!,
    stands: false,
    kill: () => child.kill('SIGKILL'),
    closed: processClosed(child),
    endsWithReport: false,
  };
}

/** With what bwrap or Python complained about. */
export function processClosed(child: ChildProcess): Promise<string> {
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
