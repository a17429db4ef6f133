// `npm start` puts itself and a shell above the server. Neither tells it of its end: npm ends the shell, and a shell
// that is ended leaves its programs to live on, with the port and the data folder.
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 1_000;
/** npm, its shell, and a launcher. */
const MAX_ABOVE = 4;
/** How npm calls itself, or how it was called. */
const NPM = /^npm\b|\/npm-cli\.js\b|\/npm$/;

export interface Processes {
  /** Null where there is no such process. */
  parentOf(pid: number): number | null;
  commandOf(pid: number): string[];
}

/** The processes of a Linux machine; of others nothing is known, and nothing watched. */
export const systemProcesses: Processes = {
  parentOf(pid) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name stands in brackets and may have any.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      return null;
    }
  },
  commandOf(pid) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    } catch {
      return [];
    }
  },
};

/** The processes above, up to npm; empty where it is not npm that started this one. */
export function lineToNpm({ parentOf, commandOf }: Processes, pid: number): number[] {
  const line = [pid];
  while (line.length <= MAX_ABOVE) {
    const parent = parentOf(line.at(-1) as number);
    if (parent === null || parent <= 1) return [];
    line.push(parent);
    if (commandOf(parent).some((word) => NPM.test(word))) return line;
  }
  return [];
}

/** Whether each of the line still has the next one above it. */
export function isWhole({ parentOf }: Pick<Processes, 'parentOf'>, line: readonly number[]): boolean {
  return line.every((pid, index) => index === line.length - 1 || parentOf(pid) === line[index + 1]);
}

/** Calls `end` once npm, or what stands between, has gone. */
export function endWithNpm(end: () => void, processes = systemProcesses, everyMs = LOOK_EVERY_MS): void {
  const line = lineToNpm(processes, process.pid);
  if (line.length === 0) return;
  const timer = setInterval(() => {
    if (isWhole(processes, line)) return;
    clearInterval(timer);
    end();
  }, everyMs);
  timer.unref();
}
