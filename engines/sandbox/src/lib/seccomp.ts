// Assembles classic BPF for seccomp(2): struct sock_filter { u16 code; u8 jt; u8 jf; u32 k } in little endian,
// over struct seccomp_data { int nr; u32 arch; u64 ip; u64 args[6] }.
import { endianness } from 'node:os';
import { SandboxError } from './errors.ts';
import type { Profile } from './seccomp-profiles.ts';
import type { ArgumentTest, SyscallRule } from './syscall-rule.ts';
import { SYSCALLS } from './syscalls.ts';

export const ARCHITECTURES = {
  x64: { audit: 0xc000003e, column: 0 },
  arm64: { audit: 0xc00000b7, column: 1 },
} as const;
export type Architecture = keyof typeof ARCHITECTURES;

export const RET_ALLOW = 0x7fff0000;
export const RET_ERRNO = 0x00050000;
export const RET_KILL_PROCESS = 0x80000000;
export const LOAD = 0x20;
export const JUMP_EQUAL = 0x15;
export const JUMP_AT_LEAST = 0x35;
export const MASK = 0x54;
export const RETURN = 0x06;
const ENOSYS = 38;
const X32_BIT = 0x40000000;
/** The kernel's BPF_MAXINSNS. */
const MAX_INSTRUCTIONS = 4096;

type Instruction = { code: number; jt: number; jf: number; k: number };
const op = (code: number, k: number, jt = 0, jf = 0): Instruction => ({ code, jt, jf, k });

export function isArchitecture(name: string): name is Architecture {
  return name in ARCHITECTURES;
}

export function assemble(profile: Profile, architecture: Architecture): Uint8Array {
  const { audit, column } = ARCHITECTURES[architecture];
  const program = [
    op(LOAD, 4),
    op(JUMP_EQUAL, audit, 1, 0),
    op(RETURN, RET_KILL_PROCESS),
    op(LOAD, 0),
    ...(architecture === 'x64' ? [op(JUMP_AT_LEAST, X32_BIT, 0, 1), op(RETURN, RET_KILL_PROCESS)] : []),
    ...(profile.unknownFrom === undefined
      ? []
      : [op(JUMP_AT_LEAST, profile.unknownFrom, 0, 1), op(RETURN, verdict(ENOSYS))]),
    ...profile.rules.flatMap((rule) => ruleInstructions(rule, column)),
    op(RETURN, verdict(profile.otherwise === 'allow' ? 0 : profile.otherwise.errno)),
  ];
  return encode(program);
}

function ruleInstructions(rule: SyscallRule, column: 0 | 1): Instruction[] {
  const entry = SYSCALLS[rule.name];
  if (!entry)
    throw new SandboxError(
      'sandbox_filter_invalid',
      `Cannot assemble filter: "${rule.name}" is no known call`,
    );
  const number = entry[column];
  if (number < 0) return [];
  const body = [...(rule.unless ?? []).flatMap(argumentInstructions), op(RETURN, verdict(rule.errno))];
  // Every path through the body returns, so the call number need not be loaded again.
  return [op(JUMP_EQUAL, number, 0, body.length), ...body];
}

function argumentInstructions(test: ArgumentTest): Instruction[] {
  const allow = op(RETURN, RET_ALLOW);
  if (test.kind === 'all') {
    const skipped = (index: number) => (test.tests.length - 1 - index) * MASKED_LENGTH + 1;
    return [...test.tests.flatMap((masked, index) => maskedInstructions(masked, skipped(index))), allow];
  }
  const low = lowWord(test.arg);
  switch (test.kind) {
    case 'equals':
      return [op(LOAD, low), op(JUMP_EQUAL, test.value, 0, 1), allow];
    case 'masked':
      return [...maskedInstructions(test, 1), allow];
    case 'zero':
      return [op(LOAD, low), op(JUMP_EQUAL, 0, 0, 3), op(LOAD, low + 4), op(JUMP_EQUAL, 0, 0, 1), allow];
  }
}

const lowWord = (arg: number) => 16 + 8 * arg;

const MASKED_LENGTH = 3;

/** Goes on where the test holds, else skips so many instructions. */
const maskedInstructions = (
  { arg, mask, value }: { arg: number; mask: number; value: number },
  skipped: number,
): Instruction[] => [op(LOAD, lowWord(arg)), op(MASK, mask), op(JUMP_EQUAL, value, 0, skipped)];

const verdict = (errno: number) => (errno === 0 ? RET_ALLOW : RET_ERRNO | errno);

function encode(program: Instruction[]): Uint8Array {
  if (program.length > MAX_INSTRUCTIONS || endianness() !== 'LE') {
    throw new SandboxError(
      'sandbox_filter_invalid',
      `Cannot assemble filter: ${program.length} instructions, at most ${MAX_INSTRUCTIONS} on a little-endian machine`,
    );
  }
  const view = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(({ code, jt, jf, k }, index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jt);
    view.setUint8(index * 8 + 3, jf);
    view.setUint32(index * 8 + 4, k >>> 0, true);
  });
  return new Uint8Array(view.buffer);
}
