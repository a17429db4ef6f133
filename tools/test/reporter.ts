import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

const DOTS_PER_LINE = 100;
const SLOWEST = 5;
const SLOW_MS = 1_000;

/** What the runner itself says at the end of a file. */
const COUNTS = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

const TEST_FILE = /\.test\.\w+$/;

type Seen = { name: string; file: string; ms: number };

/**
 * A dot for each test, what a test has to tell, and every failure when it happens; at the end the slowest tests and the count. A
 * skipped or todo test fails the run: a test that cannot run must say what it misses. When the run is
 * interrupted, the tests that had not ended are named.
 */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const passed: Seen[] = [];
  let failures = 0;
  let dots = 0;
  for await (const event of source) {
    const failure = failureOf(event);
    if (failure) {
      failures += 1;
      dots = 0;
      yield `\n${failure}\n`;
    } else if (event.type === 'test:diagnostic' && !COUNTS.test(event.data.message)) {
      dots = 0;
      yield `\n${event.data.message}\n`;
    } else if (event.type === 'test:pass' && !isSuite(event)) {
      passed.push(seenOf(event));
      dots += 1;
      yield dots % DOTS_PER_LINE === 0 ? '.\n' : '.';
    }
  }
  yield '\n';
  for (const { name, file, ms } of slowest(passed)) yield `  ${(ms / 1000).toFixed(1)} s ${name} (${file})\n`;
  yield `${passed.length} passed, ${failures} failed\n`;
  if (failures > 0) process.exitCode = 1;
}

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

function failureOf(event: TestEvent): string | undefined {
  if (event.type === 'test:interrupted') return interruptedTests(event);
  if (event.type !== 'test:fail' && event.type !== 'test:pass') return undefined;
  const { name, file } = seenOf(event);
  const { skip, todo } = event.data;
  if (skip !== undefined || todo !== undefined) return `SKIPPED ${name} (${file}): ${skip ?? todo}`;
  if (event.type === 'test:pass' || isCollection(event)) return undefined;
  const { error } = event.data.details;
  const where = `${file}:${event.data.line ?? 0}`;
  return `FAILED ${name} (${where}${entryOf(event, file)})\n${inspect(error.cause ?? error, { colors: false, depth: 6 })}`;
}

/** A test that a contract suite defines is run by the file that calls it. */
function entryOf({ data }: Ended, file: string): string {
  const entry = data.entryFile && relative(process.cwd(), data.entryFile);
  return entry && !TEST_FILE.test(file) ? ` from ${entry}` : '';
}

function interruptedTests({ data }: Extract<TestEvent, { type: 'test:interrupted' }>): string {
  const lines = data.tests.map(
    ({ name, file }) => `HANGS ${file ? relative(process.cwd(), file) : name}: ${name}`,
  );
  return lines.join('\n');
}

/** A suite or file that failed only because tests in it did: they are listed themselves. */
function isCollection(event: Extract<TestEvent, { type: 'test:fail' }>): boolean {
  const { error } = event.data.details;
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function isSuite(event: Ended): boolean {
  return event.data.details.type === 'suite';
}

function seenOf({ data }: Ended): Seen {
  return {
    name: data.name,
    file: data.file ? relative(process.cwd(), data.file) : '?',
    ms: data.details.duration_ms,
  };
}

function slowest(seen: Seen[]): Seen[] {
  return seen
    .filter(({ ms }) => ms >= SLOW_MS)
    .toSorted((left, right) => right.ms - left.ms)
    .slice(0, SLOWEST);
}
