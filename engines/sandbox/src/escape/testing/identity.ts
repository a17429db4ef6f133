// Who does something: this process's owner, or an ordinary user that root steps down to.

/** Outside of what distributions hand out, beside the sandbox's own default. */
export const ORDINARY_UID = 60_941;

export const isRoot = process.getuid?.() === 0;

/** The command line that runs a program as that owner; only root can name another than itself. */
export function asUser(uid: number, command: string, args: string[]): { command: string; args: string[] } {
  if (!isRoot) return { command, args };
  const drop = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--inh-caps=-all', '--'];
  return { command: '/usr/bin/setpriv', args: [...drop, command, ...args] };
}
