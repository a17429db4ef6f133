// Which processes of a sandbox there are on this machine, for tests that want none left.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;
const MAX_POLLS = 600;

export interface Living {
  pid: number;
  parent: number;
  command: string;
  /** With the number it is one process and no later one. */
  startedAt: string;
}

function livingOf(name: string): (Living & { owner: number }) | undefined {
  try {
    const status = readFileSync(`/proc/${name}/status`, 'utf8');
    // A dead one that nobody has collected yet does not count.
    if (/^State:\s+[ZX]/m.test(status)) return undefined;
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return {
      pid: Number(name),
      parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
      owner: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
      command: readFileSync(`/proc/${name}/cmdline`, 'utf8'),
      startedAt: fields[19] ?? '',
    };
  } catch {
    return undefined;
  }
}

const all = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => livingOf(name) ?? []);

/** An owner that root has given them tells them from all others. */
export const ownedBy = (uid: number): Living[] => all().filter(({ owner }) => owner === uid);

/** Those that this process has started, and they, and so on. */
export function startedBy(pid: number): Living[] {
  const everyone = all();
  const found: Living[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = everyone.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Of these, who lives still. */
export const stillLiving = (known: readonly Living[]): Living[] => {
  const now = all();
  return known.filter(({ pid, startedAt }) =>
    now.some((one) => one.pid === pid && one.startedAt === startedAt),
  );
};

export async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (let polls = 0; !holds(); polls++) {
    if (polls > MAX_POLLS) assert.fail(what());
    await pause(POLL_MS);
  }
}
