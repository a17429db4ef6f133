import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = new URL('./loop-delay.ts', import.meta.url).href;

/** How late the event loop of a product is that is started with `env`, and its CPU time. */
export function watchLoop(folder: string) {
  const path = join(folder, 'loop-delay.json');
  return {
    env: { NODE_OPTIONS: `--import=${PROGRAM}?file=${encodeURIComponent(path)}` },
    /** What was before counts no more. */
    restart: () => rmSync(path, { force: true }),
    look(): { p99Ms: number; cpuMs: number } {
      const { p99Ms, cpuMs } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number | null>;
      return { p99Ms: p99Ms ?? 0, cpuMs: cpuMs ?? 0 };
    },
  };
}
