/** `npm run check`: the rules of the project that no other tool knows. Exit code 1 when one is broken. */
import { root } from '../start/lib/root.mjs';
import { loadProject } from './load.ts';
import { RULES } from './rules/all.ts';

const project = loadProject(root);
let count = 0;
const notes: string[] = [];
for (const [name, rule] of Object.entries(RULES)) {
  const report = rule(project);
  notes.push(...(report.notes ?? []));
  for (const { path, line, message } of report.findings) {
    console.log(`${path}:${line} ${name} ${message}`);
    count += 1;
  }
}
console.log(notes.map((note) => `  ${note}`).join('\n'));
console.log(count === 0 ? 'No findings' : `${count} findings`);
process.exitCode = count === 0 ? 0 : 1;
