import { type ChildProcess, spawn } from 'node:child_process';

/*
 * A server under a shell that reads from a pipe held by this process. However this process ends, kill -9
 * included, the system closes the pipe, the shell wakes up, kills the server and removes its folder.
 * The shell has a session of its own, so a Ctrl-C at the terminal does not kill it before its work is done.
 */
const SCRIPT = `
folder="$1"; signal="$2"; shift 2
"$@" &
server=$!
read -r _
kill -s "$signal" "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$folder"
`;

export type Guarded = {
  /** Ends the server and resolves once its folder is gone. */
  stop(): Promise<void>;
};

/** Starts `command` for as long as this process lives and asks for it, and ends it with `signal`; `folder` goes with it. */
export function guard(command: string[], folder: string, signal: 'KILL' | 'QUIT' = 'KILL'): Guarded {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', folder, signal, ...command], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  letProcessEnd(shell);
  return {
    async stop() {
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}

/** Neither the shell nor its pipe keeps this process alive. */
function letProcessEnd(shell: ChildProcess): void {
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
}
