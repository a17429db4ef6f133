import { describePlace, isContract, placeOf, resolveImport, samePlace } from '../places.ts';
import type { Finding, Rule, SourceFile } from '../project.ts';
import { findingAt } from '../project.ts';
import { nodesOf } from '../syntax.ts';

/**
 * A slice or an engine is entered only through its index.ts; besides, web, CLI and other contracts may read
 * a slice's contract.ts, and tests may use testing.ts. An engine is entered by its package name; the
 * orchestrator has a second, pure door, workflow.ts. No door says `export *`.
 */
export const doors: Rule = ({ files }) => ({
  findings: files.flatMap((file) => [...reachesPast(file), ...starExports(file)]),
});

function reachesPast(file: SourceFile): Finding[] {
  const from = placeOf(file.path);
  return file.imports.flatMap(({ specifier, line }) => {
    const target = resolveImport(file.path, specifier);
    if (!target) return [];
    const to = placeOf(target);
    if (samePlace(from, to) || (to.kind !== 'slice' && to.kind !== 'engine')) return [];
    const byPath = to.kind === 'engine' && specifier.startsWith('.');
    if (!byPath && isDoor(file, target)) return [];
    const wanted = to.kind === 'engine' ? `@agenticgen/${to.name}` : `server/src/${to.name}/index.ts`;
    const message = `Reaches past the door of ${describePlace(to)}: imports ${specifier}, wanted ${wanted}`;
    return [{ path: file.path, line, message }];
  });
}

function isDoor(file: SourceFile, target: string): boolean {
  const name = target.split('/').slice(3).join('/');
  if (name === 'index.ts') return true;
  if (placeOf(target).kind === 'engine' && name === 'workflow.ts') return true;
  if (name === 'testing.ts') return file.isTest;
  const readsContracts = ['web', 'cli', 'bench', 'tools'].includes(placeOf(file.path).kind);
  return isContract(target) && (readsContracts || file.isTest || isContract(file.path));
}

function starExports(file: SourceFile): Finding[] {
  return nodesOf(file.ast, 'ExportAllDeclaration')
    .filter((node) => !node.exported)
    .map((node) => findingAt(file, node, 'Exports *: name what the door offers'));
}
