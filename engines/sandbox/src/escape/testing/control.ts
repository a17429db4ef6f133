// The same attempts outside of the sandbox, where they must succeed: else they would prove nothing inside.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Attempt } from './attempt.ts';
import { asUser } from './identity.ts';
import { programOf, saidBy } from './program.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;

/** What it said or reached; undefined where it got nowhere. */
export async function succeedsOutside(
  attempt: Attempt,
  owner: number,
  stage: Stage,
): Promise<{ succeeds: boolean; detail: string }> {
  const cwd = mkdtempSync(join(tmpdir(), 'agenticgen-control-'));
  const program = programOf([attempt], stage.targets);
  const flags =
    attempt.language === 'python' ? ['-I', '-c', program] : ['--input-type=module', '-e', program];
  const { command, args } = asUser(
    owner,
    attempt.language === 'python' ? '/usr/bin/python3' : process.execPath,
    flags,
  );
  try {
    await run('/bin/chown', [String(owner), cwd]);
    const { stdout, stderr } = await run(command, args, {
      cwd,
      timeout: TIMEOUT_MS,
      env: { PATH: '/usr/bin:/bin' },
    });
    return { succeeds: saidBy(stdout) === 'escaped', detail: `${stdout.slice(-300)}${stderr.slice(-300)}` };
  } catch (error) {
    return { succeeds: false, detail: String(error).slice(-600) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Those whose success shows on the host must be seen there, too. */
export const LEAVES_TRACES = [
  'TCP to the host',
  'a datagram to the host',
  'a unix socket of the host',
  'an abstract unix socket of the host',
  'a datagram through one end of a pair, to another address',
  'writing a file that all may write',
  'making a file where all may',
  'a signal to a process of the host',
  'a signal to the host',
];
