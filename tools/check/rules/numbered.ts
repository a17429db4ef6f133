import type { Finding, Project, Rule } from '../project.ts';

const MIGRATIONS = ['server/src/db/migrations', 'engines/orchestrator/migrations'];
const DIALECTS = ['sqlite.sql', 'mysql.sql'];
const FOLDERS = [...MIGRATIONS, 'docs/decisions'];

/** What is numbered has a number of its own: two changes that came at the same time took the next one. */
export const numbered: Rule = (project) => ({
  findings: [
    ...FOLDERS.flatMap((folder) => repeatedNumbers(project, folder)),
    ...MIGRATIONS.flatMap((folder) => missingDialects(project, folder)),
  ],
});

function repeatedNumbers(project: Project, folder: string): Finding[] {
  const names = new Map<string, string>();
  return project.list(folder).flatMap((name): Finding[] => {
    const number = /^\d+/.exec(name)?.[0];
    if (number === undefined)
      return [{ path: `${folder}/${name}`, line: 1, message: 'Name has no number before it' }];
    const other = names.get(number);
    names.set(number, name);
    if (other === undefined) return [];
    return [{ path: `${folder}/${name}`, line: 1, message: `Number ${number} is that of ${other}, too` }];
  });
}

function missingDialects(project: Project, folder: string): Finding[] {
  return project.list(folder).flatMap((name) =>
    DIALECTS.map((dialect) => `${folder}/${name}/${dialect}`)
      .filter((path) => project.read(path) === undefined)
      .map((path) => ({ path, line: 1, message: 'Migration is missing for this database' })),
  );
}
