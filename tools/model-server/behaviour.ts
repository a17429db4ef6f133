/**
 * What a simulated model does, read from its name. Parts are separated by dashes, in any order:
 *
 *   first50      the first token comes after 50 ms
 *   gap10        further tokens come 10 ms apart
 *   tokens40     the answer has 40 tokens: "w1 w2 ... w40"
 *   echo         the answer repeats the user's text
 *   tool         calls tools (see script.ts)
 *   order3.1.2   calls the first tool with { order: [3, 1, 2] }
 *   fail500      answers 500 (any status from 400 to 599); `429` and `401` are short for fail429 and fail401
 *   after2       the retry-after header of such an answer, in seconds (1 unless told)
 *   cut          drops the connection in mid answer
 *   hang         never answers
 *   badjson      answers what does not parse
 *
 * A number after one of the last kinds bounds it: `sim-fail500-2` fails twice and then works. Any other
 * part is a tag that keeps the counts of two tests apart: `sim-fail500-2-mytest`.
 */
export type Fault =
  | { kind: 'status'; status: number; retryAfterSeconds: number }
  | { kind: 'cut' }
  | { kind: 'hang' }
  | { kind: 'badjson' };

export type Behaviour = {
  firstMs: number;
  gapMs: number;
  tokens: number;
  echo: boolean;
  tool: boolean;
  order?: number[];
  fault?: Fault;
  /** How many calls meet the fault; Infinity when the name has no number. */
  faultTimes: number;
};

const DEFAULT_TOKENS = 20;
const MAX_TOKENS = 100_000;

export function parseBehaviour(model: string): Behaviour {
  const parts = model.split('-');
  const fault = readFault(parts);
  const order = parts.map((part) => /^order([\d.]+)$/.exec(part)?.[1]).find(Boolean);
  return {
    firstMs: numberOf(parts, 'first') ?? 0,
    gapMs: numberOf(parts, 'gap') ?? 0,
    tokens: Math.min(numberOf(parts, 'tokens') ?? DEFAULT_TOKENS, MAX_TOKENS),
    echo: parts.includes('echo'),
    tool: parts.includes('tool'),
    ...(order ? { order: order.split('.').map(Number) } : {}),
    fault: fault?.fault,
    faultTimes: fault?.times ?? 0,
  };
}

function readFault(parts: string[]): { fault: Fault; times: number } | undefined {
  for (const [index, part] of parts.entries()) {
    const fault = faultOf(part, numberOf(parts, 'after') ?? 1);
    if (!fault) continue;
    const next = parts[index + 1];
    return { fault, times: next && /^\d+$/.test(next) ? Number(next) : Number.POSITIVE_INFINITY };
  }
  return undefined;
}

function faultOf(part: string, retryAfterSeconds: number): Fault | undefined {
  if (part === 'cut' || part === 'hang' || part === 'badjson') return { kind: part };
  const status = /^fail([45]\d\d)$/.exec(part)?.[1] ?? /^(429|401)$/.exec(part)?.[1];
  return status ? { kind: 'status', status: Number(status), retryAfterSeconds } : undefined;
}

function numberOf(parts: string[], word: string): number | undefined {
  const digits = parts.map((part) => new RegExp(`^${word}(\\d+)$`).exec(part)?.[1]).find(Boolean);
  return digits === undefined ? undefined : Number(digits);
}
