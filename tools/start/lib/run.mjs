import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

/** Runs a program on this terminal and answers its exit code; a signal counts as 128 + its number. */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * Gives this process over to another program: its arguments, its streams, its signals, its exit code.
 *
 * A Node that has process.execve (since 23.11; not on Windows) becomes the program, so no idle parent is
 * left and signals need no forwarding. An older Node stays as a thin parent. Should that parent be killed
 * with -9, the program must not live on unseen: where setpriv exists the system then sends it SIGTERM.
 */
export function become(command, args, env = process.env, execve = process.execve) {
  if (execve && process.platform !== 'win32') {
    execve.call(process, command, [command, ...args], definedOnly(env));
  }
  return stayParent(command, args, env);
}

function stayParent(command, args, env) {
  const setpriv = '/usr/bin/setpriv';
  const child = existsSync(setpriv)
    ? spawn(setpriv, ['--pdeathsig', 'TERM', command, ...args], { stdio: 'inherit', env })
    : spawn(command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A Ctrl-C reaches the child from the terminal itself; a second one could read as "quit at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => endLike(code, signal));
  });
}

/** Ends as the child did: with its code, or by the signal that ended it. */
function endLike(code, signal) {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
