import { findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, type Node, nodesOf, stringOf, walk } from '../syntax.ts';

const READERS = [/^(?:server|cli)\/src\/(?:main|config)\.ts$/, /^tools\//];

/** The environment is read in one place; tests may pass theirs on to a process that they start. */
export const environment: Rule = ({ files }) => ({
  findings: files
    .filter((file) => !file.isTest && !READERS.some((reader) => reader.test(file.path)))
    .flatMap((file) =>
      readsOf(file).map((node) =>
        findingAt(file, node, 'Reads the environment: take it from the configuration instead'),
      ),
    ),
});

function readsOf(file: SourceFile): Node[] {
  const reads: Node[] = [];
  walk(file.ast, (node) => {
    if (dottedName(node) === 'process.env') reads.push(node);
  });
  return [...reads, ...nodesOf(file.ast, 'ImportDeclaration').filter(importsEnv)];
}

function importsEnv(node: Node): boolean {
  const specifiers = node.specifiers as Node[];
  return (
    ['node:process', 'process'].includes(stringOf(node.source) ?? '') &&
    specifiers.some(({ imported }) => dottedName(imported) === 'env')
  );
}
