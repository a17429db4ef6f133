// Wraps an attempt into a program that says "refused" and why, or "ESCAPED".
import { SYSCALLS } from '../../lib/syscalls.ts';
import type { Attempt } from './attempt.ts';
import type { Targets } from './stage.ts';

const ESCAPED = 'ESCAPED';
const REFUSED = 'refused: ';

const column = process.arch === 'arm64' ? 1 : 0;
const numbers = Object.fromEntries(Object.entries(SYSCALLS).map(([name, pair]) => [name, pair[column]]));

const indent = (code: string, by: string) => code.trim().replaceAll(/^/gm, by);

/** Ends what one attempt says. */
export const SEPARATOR = '\x1e';

/** Imports stand inside: a policy may refuse them as well. */
const pythonProgram = (codes: string[], targets: Targets) => `
class Refused(Exception): pass
def need(holds, why='nothing was there'):
    if not holds: raise Refused(why)
def call(name, *args):
    import ctypes
    number = NUMBERS[name] if isinstance(name, str) else name
    need(number >= 0, 'this architecture has no such call')
    result = ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    if result == -1: raise OSError(ctypes.get_errno(), name)
    return result
def every_refused(acts):
    for act in acts:
        try: act()
        except OSError: continue
        return
    need(False, 'none of them')
import json
HOST, NUMBERS = json.loads(${JSON.stringify(JSON.stringify(targets))}), json.loads(${JSON.stringify(JSON.stringify(numbers))})
${codes.map(pythonAttempt).join('')}
None
`;

const pythonAttempt = (code: string) => `
try:
    import ctypes, mmap, os, signal, socket, struct, sys, threading, time
    def attempt():
${indent(code, '        ')}
    attempt()
    print('${ESCAPED}')
except (OSError, MemoryError, Refused) as error:
    print('${REFUSED}' + type(error).__name__, str(error))
print('\\x1e', end='')
`;

const javascriptProgram = (code: string, targets: Targets) => `
import { createRequire as makeRequire } from 'node:module';
class Refused extends Error {}
const HOST = ${JSON.stringify(targets)}, NUMBERS = ${JSON.stringify(numbers)};
const need = (holds, why = 'nothing was there') => { if (!holds) throw new Refused(why); };
const load = globalThis.require ?? makeRequire('/tmp/');
const everyRefused = async (acts) => {
  for (const act of acts) { try { await act(); } catch (error) { if (isBroken(error)) throw error; continue; } return; }
  need(false, 'none of them');
};
const isBroken = (error) => error instanceof ReferenceError || error instanceof SyntaxError || (error instanceof TypeError && !error.code && !error.cause);
const settled = (emitter, good) => new Promise((ok, no) => emitter.once('error', no).once(good, ok));
const attempt = async () => {
${indent(code, '  ')}
};
try {
  await attempt();
  console.log('${ESCAPED}');
} catch (error) {
  if (isBroken(error)) throw error;
  console.log('${REFUSED}' + (error.code ?? error.name) + ' ' + error.message);
}
process.exit(0);
`;

/** Of several attempts only where they are in Python; their answers are told apart by SEPARATOR. */
export function programOf(attempts: readonly Attempt[], targets: Targets): string {
  const codes = attempts.map(({ code }) => code);
  return attempts[0]!.language === 'python'
    ? pythonProgram(codes, targets)
    : javascriptProgram(codes.join('\n'), targets);
}

export type Said = 'refused' | 'escaped' | 'nothing';

export function saidBy(stdout: string): Said {
  if (stdout.includes(ESCAPED)) return 'escaped';
  return stdout.includes(REFUSED) ? 'refused' : 'nothing';
}
