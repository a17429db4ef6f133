import { SandboxError } from './errors.ts';

const MIB = 1024 * 1024;

/** What one run may use. */
export type Limits = {
  /** Milliseconds from the start of the code, waiting included. */
  wallMs: number;
  /** Milliseconds of processor time, all threads together. */
  cpuMs: number;
  /** Share of one core, averaged over a few hundred milliseconds. */
  cpuShare: number;
  /** Private and shared anonymous memory that the code adds to the bare interpreter. */
  memoryBytes: number;
  /** Threads; new processes are refused altogether. */
  processes: number;
  /** Per stream; what comes later is dropped, and a run that writes 16 times as much is ended. */
  outputBytes: number;
  /** Per returned file. */
  fileBytes: number;
  /** Returned files and figures. */
  files: number;
  /** Returned files and figures together, and also the input files together. */
  totalFileBytes: number;
};

export const DEFAULT_LIMITS: Readonly<Limits> = {
  wallMs: 30_000,
  cpuMs: 30_000,
  cpuShare: 0.5,
  memoryBytes: 512 * MIB,
  processes: 64,
  outputBytes: MIB,
  fileBytes: 10 * MIB,
  files: 64,
  totalFileBytes: 25 * MIB,
};

/** No policy and no caller gets past these. */
export const LIMIT_CEILINGS: Readonly<Limits> = {
  wallMs: 3_600_000,
  cpuMs: 3_600_000,
  cpuShare: 64,
  memoryBytes: 16 * 1024 * MIB,
  processes: 1024,
  outputBytes: 16 * MIB,
  fileBytes: 48 * MIB,
  files: 512,
  totalFileBytes: 48 * MIB,
};

export const MAX_CODE_BYTES = 1 * MIB;

const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[];

export function resolveLimits(...layers: (Partial<Limits> | undefined)[]): Limits {
  const limits = { ...DEFAULT_LIMITS };
  for (const layer of layers) {
    for (const name of LIMIT_NAMES) {
      const value = layer?.[name];
      if (value !== undefined) limits[name] = checked(name, value);
    }
  }
  return limits;
}

function checked(name: keyof Limits, value: number): number {
  const whole = name === 'cpuShare' || Number.isInteger(value);
  if (value > 0 && value <= LIMIT_CEILINGS[name] && whole) return value;
  throw new SandboxError(
    'sandbox_limit_invalid',
    `Cannot set limit ${name}: got ${value}, wanted a ${name === 'cpuShare' ? '' : 'whole '}number above 0 and at most ${LIMIT_CEILINGS[name]}`,
  );
}
