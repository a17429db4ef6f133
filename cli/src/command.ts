import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What a command may touch of the world. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  /** Of a terminal that can be drawn on, as it is now; absent for files and pipes. */
  size?: (() => { columns: number; rows: number }) | undefined;
  print(line: string): void;
  write(text: string): void;
  fail(line: string): void;
  /** All of standard input; empty on a terminal. */
  input(): Promise<string>;
}

export interface Command {
  summary: string;
  help: string;
  /** Answers the exit code. */
  run(args: string[], terminal: Terminal): Promise<number>;
}

/** A mistake in how a command was called (exit code 2), or its plain failure (1). */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  /** What the server calls it, where it was the server that refused. */
  readonly code: string | undefined;

  constructor(message: string, exitCode = 2, code?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** Reads options strictly: an unknown one is a mistake, not a word of the command. */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new CommandError(`Cannot read options: ${(error as Error).message}`);
  }
}
