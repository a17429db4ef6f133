/** Runs the checks and tests: all of them, or `--fast`, or only the tests that a path filter names. */
import { root } from '../start/lib/root.mjs';
import { startMariadbServer } from '../test-servers/index.ts';
import { type Outcome, type RunOptions, runSideBySide, runSteps, summary } from './runner.ts';
import { tryAgain } from './second-try.ts';
import { type Step, staticSteps, testSteps } from './steps.ts';
import { findTests } from './test-files.ts';

const args = process.argv.slice(2);
const fastOnly = args.includes('--fast');
const filter = args.filter((arg) => !arg.startsWith('--'));

const files = findTests(root, filter);
const checks = filter.length === 0 ? staticSteps(root) : [];
const tests = testSteps(root, files, { fastOnly });
if (tests.length === 0) {
  console.error(`Cannot test: no test file matches ${filter.join(' ')}`);
  process.exit(1);
}
const outcomes = await runAll(checks, tests);
process.stdout.write(summary(outcomes));
process.exit(outcomes.every(({ ok }) => ok) ? 0 : 1);

/**
 * All tests share one MariaDB server, each with a database of its own. A fast run tests on SQLite alone,
 * and does all at once.
 */
async function runAll(checks: Step[], tests: Step[]): Promise<Outcome[]> {
  if (fastOnly) return runFast(checks, tests);
  const mariadb = await startMariadbServer();
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_MARIADB_URL: mariadb.url, NO_COLOR: '1' };
  const options: RunOptions = { root, env, print: (text) => process.stdout.write(text) };
  try {
    const outcomes = [...(await runSteps(checks, options)), ...(await runSteps(tests, options))];
    return process.env.CI ? await tryAgain(tests, outcomes, options) : outcomes;
  } finally {
    await mariadb.stop();
  }
}

async function runFast(checks: Step[], tests: Step[]): Promise<Outcome[]> {
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_DIALECTS: 'sqlite', NO_COLOR: '1' };
  const options: RunOptions = { root, env, print: (text) => process.stdout.write(text) };
  return runSideBySide([...checks, ...tests], options);
}
