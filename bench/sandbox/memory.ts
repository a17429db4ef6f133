// What standbys cost: proportional set sizes (PSS), in which a page that n processes share counts as a nth.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { bubblewrap, createSandbox, type Language } from '@agenticgen/sandbox';

const FEW = 2;
const MANY = 6;
const SETTLE_POLLS = 10;
const POLL_MS = 200;
const MAX_POLLS = 300;

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withDescendants)];
}

function pssBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) * 1024;
  } catch {
    return 0;
  }
}

const total = (pids: number[]) => pids.reduce((sum, pid) => sum + pssBytes(pid), 0);
const forkServer = (language: Language) =>
  childrenOf(process.pid).find((pid) => {
    const inside = withDescendants(pid).map((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8'));
    return inside.some((command) => command.includes(`fork_server.py\0${language}`));
  });

/** Once nothing comes or goes any more. */
async function settledBytes(language: Language): Promise<number> {
  let last = { bytes: -1, same: 0 };
  for (let polls = 0; polls < MAX_POLLS && last.same < SETTLE_POLLS; polls++) {
    await pause(POLL_MS);
    const server = forkServer(language);
    const bytes = server === undefined ? 0 : total(withDescendants(server));
    const isSame = Math.abs(bytes - last.bytes) < 1024 * 1024;
    last = { bytes, same: isSame ? last.same + 1 : 0 };
  }
  return last.bytes;
}

async function bytesWith(standbys: number): Promise<Record<Language, number>> {
  const sandbox = createSandbox({ driver: bubblewrap({ standbys }) });
  try {
    await sandbox.warmUp();
    return { python: await settledBytes('python'), javascript: await settledBytes('javascript') };
  } finally {
    await sandbox.close();
  }
}

export const MEMORY_MISSING = 'memory per standby: only root may read it';

/** What one more standby costs; undefined where the kernel does not tell us. */
export async function bytesPerStandby(): Promise<Record<Language, number> | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [few, many] = [await bytesWith(FEW), await bytesWith(MANY)];
  const each = (language: Language) => (many[language] - few[language]) / (MANY - FEW);
  return { python: each('python'), javascript: each('javascript') };
}
