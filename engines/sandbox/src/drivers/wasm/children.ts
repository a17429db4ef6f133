// Processes for one run each; of those that are slow to start some stand ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Language } from '../../lib/execution.ts';
import { argumentsOf } from './programs.ts';

export type WasmChildren = {
  take(): ChildProcess;
  /** Starts what should stand ready. */
  fill(): void;
  close(): Promise<void>;
};

const SETPRIV = '/usr/bin/setpriv';

/** Code that never waits cannot see that its host is gone: where the kernel can end it, it does. */
const endsWithHost = (): [string, ...string[]] | [] =>
  existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];

export function createChildren(language: Language, standbys: number): WasmChildren {
  const idle: ChildProcess[] = [];
  let closed = false;

  const start = () => {
    const [command, ...leading] = [...endsWithHost(), process.execPath];
    const child = spawn(command, [...leading, ...argumentsOf(language)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {},
      cwd: '/',
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on('error', () => {});
    return child;
  };
  const fill = () => {
    while (!closed && idle.length < standbys) {
      const child = start();
      // It does not keep this process alive, and ends with it: its input does.
      child.unref();
      for (const stream of child.stdio) (stream as Socket | null)?.unref?.();
      child.once('close', () => {
        const index = idle.indexOf(child);
        if (index >= 0) idle.splice(index, 1);
      });
      idle.push(child);
    }
  };
  const hold = (child: ChildProcess) => {
    child.ref();
    for (const stream of child.stdio) (stream as Socket | null)?.ref?.();
    return child;
  };

  return {
    take() {
      const child = idle.shift();
      fill();
      return child ? hold(child) : start();
    },
    fill,
    async close() {
      closed = true;
      const ends = idle.splice(0).map((child) => {
        const gone = new Promise((resolve) => hold(child).once('close', resolve));
        child.kill('SIGKILL');
        return gone;
      });
      await Promise.all(ends);
    },
  };
}
