import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../lib/sandbox.ts';
import { bubblewrap } from './bubblewrap.ts';

const RUNS = 200;
const SHARES = 5;
const STANDBYS = 2;
const SAMPLE_MS = 50;
const MIB = 1024 * 1024;
/** Two fork servers, and for each run and standby a supervisor and its child, with what pandas takes for itself. */
const MAX_BYTES = (200 + 80 * (availableParallelism() + 2 * STANDBYS)) * MIB;

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Memory that no file backs, shared pages counted once for each process: an upper bound. */
function bytesOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss_Anon:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function bytesBelow(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + bytesOf(child) + bytesBelow(child), 0);
}

test(`${RUNS} runs at once of ${SHARES} shares all end, none starves, and memory is bounded`, async () => {
  const sandbox = createSandbox({ driver: bubblewrap({ standbys: STANDBYS }), maxQueue: RUNS });
  await sandbox.warmUp();
  let most = 0;
  let isOver = false;
  const watched = (async () => {
    while (!isOver) {
      most = Math.max(most, bytesBelow(process.pid));
      await pause(SAMPLE_MS);
    }
  })();
  const ended: number[] = [];
  // The first share asks for all its runs before the others ask for one.
  const runs = Array.from({ length: RUNS }, async (_, index) => {
    const share = Math.floor((index * SHARES) / RUNS);
    const ofPython = index % 4 !== 0;
    const { stdout, killedBy } = await sandbox.run(
      {
        language: ofPython ? 'python' : 'javascript',
        code: ofPython ? `x = bytearray(8 << 20)\nprint(${index})` : `console.log(${index})`,
      },
      { share: String(share) },
    );
    assert.deepEqual([stdout, killedBy], [`${index}\n`, undefined]);
    ended.push(share);
  });
  await Promise.all(runs);
  isOver = true;
  await watched;
  const firstHalf = ended.slice(0, RUNS / 2);
  for (let share = 0; share < SHARES; share++) {
    const count = firstHalf.filter((one) => one === share).length;
    assert.ok(count >= RUNS / SHARES / 4, `share ${share} had ${count} of the first ${RUNS / 2} ends`);
  }
  if (process.getuid?.() === 0) assert.ok(most > 0);
  assert.ok(most < MAX_BYTES, `${Math.round(most / MIB)} MiB at most`);
  await sandbox.close();
});
