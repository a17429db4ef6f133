/** One entry of a catalogue. `message` follows the grammar "Cannot <act>: <what came>, <what was wanted>". */
export interface ErrorEntry<Args extends unknown[] = never[]> {
  /** HTTP status that the edge answers with. */
  status: number;
  message: (...args: Args) => string;
  /** What an operator does about it. Shown in logs and by the CLI. */
  fix?: string;
}

export interface ProblemOptions {
  status: number;
  code: string;
  message: string;
  fix?: string;
}

/** A failure that is part of the contract: it has a stable code and is safe to show to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly fix: string | undefined;
  /** Machine-readable particulars, for example the invalid fields. */
  details: Record<string, unknown> | undefined;
  /** Sent as the Retry-After header, in whole seconds. */
  retryAfterSeconds: number | undefined;

  constructor(options: ProblemOptions) {
    super(options.message);
    this.status = options.status;
    this.code = options.code;
    this.fix = options.fix;
  }

  with(details: Record<string, unknown>): this {
    this.details = details;
    return this;
  }

  retryAfter(seconds: number): this {
    this.retryAfterSeconds = Math.max(1, Math.ceil(seconds));
    return this;
  }
}

type Factories<C> = {
  [K in keyof C]: C[K] extends { message: (...args: infer A) => string } ? (...args: A) => Problem : never;
};

/** Turns a catalogue into functions that make its problems: `throw accessErrors.not_found('Run')`. */
export function defineErrors<const C extends Record<string, ErrorEntry>>(catalogue: C): Factories<C> {
  const factories = Object.entries(catalogue).map(([code, entry]) => {
    const message = entry.message as (...args: unknown[]) => string;
    const make = (...args: unknown[]) =>
      new Problem({ status: entry.status, code, message: message(...args), fix: entry.fix });
    return [code, make];
  });
  return Object.fromEntries(factories) as Factories<C>;
}

/** True for a problem, also for one with the given code. */
export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}
