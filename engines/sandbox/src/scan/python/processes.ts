// B601 to B609: other programs and shells.
import { hit, type Rule } from '../rule.ts';
import type { Syntax } from '../syntax.ts';
import { isString, isTruthy, textOf } from './literals.ts';
import type { Call, PythonModule } from './module.ts';

const of = (prefix: string, names: string) => names.split(' ').map((name) => `${prefix}.${name}`);
const SUBPROCESS = new Set(of('subprocess', 'Popen call check_call check_output run'));
const SHELL = new Set([
  ...of('os', 'system popen popen2 popen3 popen4'),
  ...of('popen2', 'popen2 popen3 popen4 Popen3 Popen4'),
  ...of('commands', 'getoutput getstatusoutput'),
  ...of('subprocess', 'getoutput getstatusoutput'),
]);
const NO_SHELL = new Set([
  ...of('os', 'execl execle execlp execlpe execv execve execvp execvpe'),
  ...of(
    'os',
    'spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe startfile posix_spawn posix_spawnp',
  ),
]);
const FULL_PATH = /^(?:[A-Za-z](?=:)|[\\/.])/;
const WILDCARD_PROGRAMS = ['chown', 'chmod', 'tar', 'rsync'];

const hasShell = ({ keywords }: Call) => isTruthy(keywords.get('shell'));
/** A plain string is what it says; anything else is put together. */
const isPlain = (node: Syntax | undefined) => textOf(node) !== undefined;

const onCall = (
  id: string,
  check: (call: Call, module: PythonModule) => ReturnType<Rule<PythonModule>['check']>,
): Rule<PythonModule> => ({ id, on: ['call'], check: (node, module) => check(module.callOf(node), module) });

export const PROCESSES: Rule<PythonModule>[] = [
  onCall('B601', ({ name }, module) =>
    name === 'exec_command' && module.imports('paramiko')
      ? hit('medium', 'medium', 'A remote shell gets what is put together here')
      : undefined,
  ),
  onCall('B602', (call) => {
    if (!SUBPROCESS.has(call.qualname) || !hasShell(call) || call.args.length === 0) return undefined;
    return isPlain(call.args[0])
      ? hit('low', 'high', 'A shell is started, with a fixed command')
      : hit('high', 'high', 'A shell is started with a command that is put together');
  }),
  onCall('B603', (call) =>
    SUBPROCESS.has(call.qualname) && !hasShell(call)
      ? hit('low', 'high', `Another program is started: ${call.qualname}`)
      : undefined,
  ),
  onCall('B604', (call) =>
    !SUBPROCESS.has(call.qualname) && hasShell(call)
      ? hit('medium', 'low', 'A function is told to use a shell')
      : undefined,
  ),
  onCall('B605', (call) => {
    if (!SHELL.has(call.qualname) || call.args.length === 0) return undefined;
    return isPlain(call.args[0])
      ? hit('low', 'high', `A shell is started, with a fixed command: ${call.qualname}`)
      : hit('high', 'high', `A shell is started with a command that is put together: ${call.qualname}`);
  }),
  onCall('B606', ({ qualname }) =>
    NO_SHELL.has(qualname) ? hit('low', 'medium', `Another program is started: ${qualname}`) : undefined,
  ),
  onCall('B607', ({ qualname, args }) => {
    if (![SUBPROCESS, SHELL, NO_SHELL].some((names) => names.has(qualname))) return undefined;
    const program = textOf(args[0]?.type === 'list' ? args[0].children[0] : args[0]);
    return program !== undefined && !FULL_PATH.test(program)
      ? hit('low', 'high', 'A program is looked for in the search path')
      : undefined;
  }),
  onCall('B609', (call) => {
    const starts = SHELL.has(call.qualname) || (SUBPROCESS.has(call.qualname) && hasShell(call));
    const given = call.args[0];
    if (!starts || !given) return undefined;
    const parts = given.type === 'list' ? given.children : [given];
    const text = parts.map((part) => (isString(part) ? (textOf(part) ?? '') : '')).join(' ');
    return text.includes('*') && WILDCARD_PROGRAMS.some((program) => text.includes(program))
      ? hit('high', 'medium', 'File names that a wildcard finds become options of the program')
      : undefined;
  }),
];
