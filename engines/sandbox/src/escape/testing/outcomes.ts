// Follows the program that tries everything as somebody, and waits for what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asUser, isRoot, ORDINARY_UID } from './identity.ts';
import type { familiesFor, Round, Tried } from './try-all.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
/** The owner of the sandbox's processes where root runs it. */
export const SANDBOX_UID = 60_942;

const owner = process.getuid?.() ?? -1;
export const IDENTITIES = isRoot
  ? [
      { name: 'root', uid: 0, sandboxUid: SANDBOX_UID },
      { name: 'an ordinary user', uid: ORDINARY_UID, sandboxUid: ORDINARY_UID },
    ]
  : [{ name: 'an ordinary user', uid: owner, sandboxUid: owner }];

type Family = ReturnType<typeof familiesFor>[number];

export interface Outcomes {
  seen: (Tried | Round)[];
  stop(): void;
  /** Waits until `find` finds something in all that was said. */
  until<T>(find: (all: (Tried | Round)[]) => T | undefined): Promise<T>;
}

/** What one identity's program says, as it comes: waits until all of a family and way is there. */
export function outcomesOf(identity: (typeof IDENTITIES)[number], driver = 'bubblewrap'): Outcomes {
  const given = [PROGRAM, String(identity.sandboxUid), driver];
  const { command, args } =
    identity.uid === owner
      ? { command: process.execPath, args: given }
      : asUser(identity.uid, process.execPath, given);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const seen: (Tried | Round)[] = [];
  let ended = false;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => seen.push(JSON.parse(line)));
  lines.once('close', () => {
    ended = true;
    lines.emit('line-or-end');
  });
  lines.on('line', () => lines.emit('line-or-end'));
  return {
    seen,
    stop: () => void child.kill(),
    async until<T>(find: (all: (Tried | Round)[]) => T | undefined): Promise<T> {
      for (;;) {
        const found = find(seen);
        if (found !== undefined) return found;
        if (ended) assert.fail(`the program of ${identity.name} ended early, after ${seen.length} outcomes`);
        await once(lines, 'line-or-end');
      }
    },
  };
}

/** Undefined until all of them are there. */
export const triedOf = (all: (Tried | Round)[], way: string, family: Family) => {
  const tried = all.filter(
    (one): one is Tried => 'family' in one && one.way === way && one.family === family.name,
  );
  return tried.length === family.attempts.length ? tried : undefined;
};
