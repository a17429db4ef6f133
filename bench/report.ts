import { cpus } from 'node:os';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal?: string;
  met?: boolean;
  peers?: Record<string, number>;
  ratio?: number;
}

export interface Report {
  bench: string;
  machine: string;
  versions: Record<string, string>;
  figures: Figure[];
  /** What was not measured here, with the line that changes it. */
  missing?: string[];
}

export function reportOf(bench: string, figures: Figure[]): Report {
  const [cpu] = cpus();
  return {
    bench,
    machine: `${cpus().length} x ${cpu?.model ?? 'unknown'}`,
    versions: { node: process.version },
    figures,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
