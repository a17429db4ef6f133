import type { Rule, SourceFile } from '../project.ts';

/**
 * The goal is 1.0 (docs/decisions/0003-test-ratio.md). The floor only ever rises: it is what was reached,
 * so that no change makes it worse.
 */
const MIN_RATIO = 0.64;
const MAX_RATIO = 1.8;

/** Lines of tests for each line of source. */
export const testRatio: Rule = ({ files }) => {
  const sources = linesOf(files.filter((file) => !file.isTest));
  const tests = linesOf(files.filter((file) => file.isTest));
  if (sources === 0) return { findings: [] };
  const ratio = tests / sources;
  const text = `test lines to source lines: ${tests} / ${sources} = ${ratio.toFixed(2)}`;
  const isWithin = ratio >= MIN_RATIO && ratio <= MAX_RATIO;
  const message = `Out of balance: ${text}, wanted ${MIN_RATIO} to ${MAX_RATIO}`;
  const parts = Map.groupBy(files, ({ path }) => path.split('/')[0]!);
  const byPart = [...parts].map(([part, below]) => `${part} ${ratioOf(below).toFixed(2)}`).join(', ');
  return { findings: isWithin ? [] : [{ path: '.', line: 1, message }], notes: [`${text} (${byPart})`] };
};

function ratioOf(files: SourceFile[]): number {
  const tests = linesOf(files.filter((file) => file.isTest));
  return tests / Math.max(1, linesOf(files) - tests);
}

function linesOf(files: SourceFile[]): number {
  return files.reduce((sum, file) => sum + file.lines, 0);
}
