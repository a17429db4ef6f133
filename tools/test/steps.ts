import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeBundles } from './bundles.ts';
import type { TestFiles } from './test-files.ts';

/** One program of a test run. Steps of one group may run side by side. */
export type Step = {
  name: string;
  args: string[];
  cwd?: string;
  countsTests?: boolean;
  /** A step that says nothing for so long hangs and is ended. */
  silenceMs?: number;
};

const FAST_TIMEOUT_MS = 60_000;
const E2E_TIMEOUT_MS = 600_000;
const CONCURRENCY = 2;
/** Quick tests wait more than they compute. */
const FAST_CONCURRENCY = 4;
/** Every test is bounded by its time-out; what is still silent after two of them will never end. */
const SILENT_TIMEOUTS = 2;

/** Format and lint, types, own checks. */
export function staticSteps(root: string): Step[] {
  const bin = (path: string) => join(root, 'node_modules', path);
  const tsc = bin('typescript/bin/tsc');
  /** What did not change since the last run is not checked again. */
  const remembered = (name: string) => [
    '--incremental',
    '--tsBuildInfoFile',
    bin(`.cache/${name}.tsbuildinfo`),
  ];
  const steps: Step[] = [
    { name: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
    { name: 'types', args: [tsc, '--noEmit', ...remembered('types')] },
    { name: 'checks', args: [join(root, 'tools/check/main.ts')] },
  ];
  if (existsSync(join(root, 'web/index.html'))) {
    steps.push({
      name: 'types of the web app',
      args: [tsc, '--noEmit', '-p', 'web', ...remembered('web-types')],
    });
  }
  return steps;
}

/** The tests that a kind of run wants; those from end to end come last and one at a time. */
export function testSteps(root: string, files: TestFiles, { fastOnly }: { fastOnly: boolean }): Step[] {
  const steps: Step[] = [];
  const alone = fastOnly ? [] : files.slow;
  const quick = files.fast.length > 0 ? writeBundles(root, files.fast) : [];
  if (quick.length + alone.length > 0) {
    const concurrency = fastOnly ? FAST_CONCURRENCY : CONCURRENCY;
    const limits = { concurrency, timeoutMs: FAST_TIMEOUT_MS };
    steps.push(nodeTest('tests', [...quick, ...alone], limits));
  }
  const web = fastOnly ? files.web : [...files.web, ...files.slowWeb];
  if (web.length > 0) {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const paths = web.map((path) => path.slice('web/'.length));
    steps.push({ name: 'tests of the web app', args: [vitest, 'run', ...paths], cwd: join(root, 'web') });
  }
  if (files.e2e.length > 0 && !fastOnly) {
    steps.push(nodeTest('end-to-end tests', files.e2e, { concurrency: 1, timeoutMs: E2E_TIMEOUT_MS }));
  }
  return steps;
}

/** Failed files of an earlier step once more, one at a time. */
export const secondTry = (name: string, files: string[]): Step =>
  nodeTest(`${name}, second try`, files, { concurrency: 1, timeoutMs: E2E_TIMEOUT_MS });

function nodeTest(
  name: string,
  files: string[],
  { concurrency, timeoutMs }: { concurrency: number; timeoutMs: number },
): Step {
  const reporter = new URL('reporter.ts', import.meta.url).href;
  const flags = [`--test-concurrency=${concurrency}`, `--test-timeout=${timeoutMs}`];
  const silenceMs = SILENT_TIMEOUTS * timeoutMs;
  const reporting = [`--test-reporter=${reporter}`, '--test-reporter-destination=stdout'];
  return { name, args: ['--test', ...flags, ...reporting, ...files], countsTests: true, silenceMs };
}
