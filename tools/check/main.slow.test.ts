import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the checker prints its measures, and findings as path:line rule message', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  assert.match(stdout, /files: \d+, median \d+ lines, p90 \d+/);
  assert.match(stdout, /functions: \d+, median \d+ lines, p90 \d+/);
  const count = Number(/^(\d+) findings$/.exec(lines.at(-1)!)?.[1] ?? 0);
  const findings = lines.filter((line) => /^\S+:\d+ [a-z-]+ \S/.test(line));
  assert.equal(findings.length, count, stdout);
  assert.equal(status, count === 0 ? 0 : 1);
});
