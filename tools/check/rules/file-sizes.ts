import { percentile } from '../percentile.ts';
import type { Rule, SourceFile } from '../project.ts';

const MAX_LINES = 500;
const MAX_TEST_LINES = 600;
const MAX_COMPONENT_LINES = 200;
const MEDIAN_LINES = 80;
const P90_LINES = 250;

/** No file is too long, and most are short. */
export const fileSizes: Rule = ({ files }) => {
  const sizes = files.filter((file) => !file.isTest).map((file) => file.lines);
  const [median, p90] = [percentile(sizes, 0.5), percentile(sizes, 0.9)];
  const findings = files.flatMap((file) => {
    const limit = limitOf(file);
    if (file.lines <= limit) return [];
    return [{ path: file.path, line: limit + 1, message: `File has ${file.lines} lines, limit is ${limit}` }];
  });
  const overall = [
    ['median', median, MEDIAN_LINES],
    ['90th percentile', p90, P90_LINES],
  ] as const;
  for (const [name, value, limit] of overall) {
    if (value > limit) {
      findings.push({
        path: '.',
        line: 1,
        message: `File sizes: ${name} is ${value} lines, limit is ${limit}`,
      });
    }
  }
  return { findings, notes: [`files: ${sizes.length}, median ${median} lines, p90 ${p90}`] };
};

function limitOf(file: SourceFile): number {
  if (file.isTest) return MAX_TEST_LINES;
  return file.path.startsWith('web/') && file.path.endsWith('.tsx') ? MAX_COMPONENT_LINES : MAX_LINES;
}
