// What this process makes on the machine bears its name, so that a later one can tell what a dead one left.
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

const TAG = /^(\d+)-(\d+)-(\d+)-[0-9a-f]+$/;

/** Fields after the name, which may hold anything, in brackets; start times are ticks since the machine started. */
function startTime(pid: number | 'self'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Process ids mean something only in their namespace. */
const pidNamespace = () => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';

export function ownerTag(): string {
  return `${pidNamespace()}-${process.pid}-${startTime('self') ?? 0}-${randomBytes(4).toString('hex')}`;
}

/** False also for what is no tag, or that of another namespace. */
export function isOrphaned(tag: string): boolean {
  const [, namespace, pid, started] = TAG.exec(tag) ?? [];
  if (namespace !== pidNamespace()) return false;
  return startTime(Number(pid)) !== started;
}
