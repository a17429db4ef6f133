// Loaded into the product before anything else (`node --import`, with
// the file to write as a parameter): writes down how late its event loop is, and what CPU
// time all its threads took.
import { existsSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 5;
const WRITE_MS = 250;
const NANOSECONDS = 1e6;

const path = new URL(import.meta.url).searchParams.get('file');
if (isMainThread && path) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const lateBy = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS);
  let before = process.cpuUsage();
  const write = () => {
    // Who takes the file away begins anew.
    if (!existsSync(path)) {
      delay.reset();
      before = process.cpuUsage();
    }
    const { user, system } = process.cpuUsage(before);
    writeFileSync(
      path,
      JSON.stringify({ p99Ms: lateBy(delay.percentile(99)), cpuMs: (user + system) / 1_000 }),
    );
  };
  write();
  setInterval(write, WRITE_MS).unref();
}
