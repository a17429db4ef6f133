// Code that meets a limit, for every driver whose supervisor holds them all.
import type { Guard, KillReason, Language } from '../lib/execution.ts';
import type { Limits } from '../lib/limits.ts';

const MIB = 1024 * 1024;

export type LimitCase = {
  what: string;
  language: Language;
  code: string;
  limits: Partial<Limits>;
  ends: KillReason;
  guards?: Guard[];
};
export const LIMIT_CASES: LimitCase[] = [
  {
    what: 'a sleeper',
    language: 'python',
    code: 'import time\ntime.sleep(60)',
    limits: { wallMs: 300 },
    ends: 'wall',
  },
  {
    what: 'an endless loop',
    language: 'python',
    code: 'while True: pass',
    limits: { cpuMs: 200, cpuShare: 1 },
    ends: 'cpu',
  },
  {
    what: 'a hungry list',
    language: 'python',
    code: 'a = []\nwhile True: a.append(bytearray(1 << 20))',
    limits: { memoryBytes: 64 * MIB },
    ends: 'memory',
  },
  {
    what: 'shared anonymous memory',
    language: 'python',
    code: 'import mmap\nm = mmap.mmap(-1, 256 << 20)\nfor i in range(0, len(m), 4096): m[i] = 1\nimport time\ntime.sleep(60)',
    limits: { memoryBytes: 64 * MIB },
    ends: 'memory',
  },
  {
    what: 'endless output',
    language: 'python',
    code: 'while True: print("x" * 1000)',
    limits: { outputBytes: 10_000 },
    ends: 'output',
  },
  {
    what: 'fork() behind no guard',
    language: 'python',
    code: 'import os\nos.fork()',
    limits: {},
    guards: [],
    ends: 'processes',
  },
  {
    what: 'too many threads',
    language: 'python',
    code: 'import threading, time\nfor _ in range(50): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()',
    limits: { processes: 8 },
    ends: 'processes',
  },
  {
    what: 'a timer',
    language: 'javascript',
    code: 'setInterval(() => {}, 1000)',
    limits: { wallMs: 300 },
    ends: 'wall',
  },
  {
    what: 'an endless loop',
    language: 'javascript',
    code: 'for (;;);',
    limits: { cpuMs: 300, cpuShare: 1 },
    ends: 'cpu',
  },
  {
    what: 'a hungry heap',
    language: 'javascript',
    code: 'const a = []; for (;;) a.push(new Array(10000).fill(1.5))',
    limits: { memoryBytes: 96 * MIB },
    ends: 'memory',
  },
  {
    what: 'hungry buffers',
    language: 'javascript',
    code: 'const a = []; for (;;) a.push(Buffer.alloc(1 << 24, 1))',
    limits: { memoryBytes: 96 * MIB },
    ends: 'memory',
  },
  {
    what: 'a child process',
    language: 'javascript',
    code: 'require("node:child_process").execFileSync("/bin/true")',
    limits: {},
    ends: 'processes',
    guards: [],
  },
  {
    what: 'endless output',
    language: 'javascript',
    code: 'for (;;) console.log("x".repeat(1000))',
    limits: { outputBytes: 10_000 },
    ends: 'output',
  },
];
