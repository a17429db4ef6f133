import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outcome, runSideBySide, runSteps, summary } from './runner.ts';

const quiet = { name: 'quiet', args: ['-e', 'console.log("fine")'] };
const loud = { name: 'loud', args: ['-e', 'console.error("broken"); process.exit(2)'] };
const counting = { name: 'counting', args: ['-e', 'console.log("..\\n2 passed")'], countsTests: true };

test('runSteps() runs all steps, shows their output and keeps the count', async () => {
  const { printed, outcomes } = await printedBy((options) => runSteps([loud, counting], options));
  assert.equal(printed, '\n== loud\nbroken\n\n== counting\n..\n2 passed\n');
  assert.deepEqual(
    outcomes.map(({ name, ok, lastLine }) => ({ name, ok, lastLine })),
    [
      { name: 'loud', ok: false, lastLine: '' },
      { name: 'counting', ok: true, lastLine: '2 passed' },
    ],
  );
});

test('runSideBySide() shows only what failed', async () => {
  const { printed, outcomes } = await printedBy((options) => runSideBySide([quiet, loud], options));
  assert.equal(printed, '\n== loud\nbroken\n');
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, false],
  );
});

test('runSteps() ends a step that is silent for too long', async () => {
  const silent = { name: 'silent', args: ['-e', 'setInterval(() => {}, 1000)'], silenceMs: 200 };
  const { printed, outcomes } = await printedBy((options) => runSteps([silent], options));
  assert.match(printed, /silent: silent for too long, ended/);
  assert.equal(outcomes[0]!.ok, false);
});

test('summary() has a line for each step and a verdict', () => {
  const outcomes: Outcome[] = [
    { name: 'types', ok: true, seconds: 1.24, lastLine: '', complaints: [] },
    { name: 'tests', ok: false, seconds: 10, lastLine: '9 passed, 1 failed', complaints: [] },
  ];
  assert.equal(
    summary(outcomes),
    '\nok     types    1.2 s\nFAILED tests   10.0 s  9 passed, 1 failed\n1 of 2 steps failed\n',
  );
  assert.match(summary(outcomes.slice(0, 1)), /All passed/);
});

async function printedBy(work: (options: Parameters<typeof runSteps>[1]) => Promise<Outcome[]>) {
  const texts: string[] = [];
  const options = { root: process.cwd(), env: process.env, print: (text: string) => void texts.push(text) };
  const outcomes = await work(options);
  return { printed: texts.join(''), outcomes };
}
