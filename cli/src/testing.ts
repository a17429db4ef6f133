import type { Terminal } from './command.ts';

export interface FakeTerminal extends Terminal {
  /** What was printed, and what was complained of. */
  out(): string;
  errors(): string;
}

/** A terminal that remembers. */
export function fakeTerminal(env: NodeJS.ProcessEnv = {}, input = ''): FakeTerminal {
  let out = '';
  let errors = '';
  return {
    env,
    print: (line) => {
      out += `${line}\n`;
    },
    write: (text) => {
      out += text;
    },
    fail: (line) => {
      errors += `${line}\n`;
    },
    input: async () => input,
    out: () => out,
    errors: () => errors,
  };
}
