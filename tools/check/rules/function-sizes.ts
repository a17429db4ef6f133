import { percentile } from '../percentile.ts';
import { type Finding, findingAt, lineAt, type Rule, type SourceFile } from '../project.ts';
import { type Node, walk } from '../syntax.ts';

const MAX_LINES = 70;
const MEDIAN_LINES = 12;
const P90_LINES = 40;

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
/** A function below one of these has a name; others are callbacks and count as part of what holds them. */
const NAMING = ['VariableDeclarator', 'MethodDefinition', 'PropertyDefinition', 'Property'];

/**
 * Functions of source files, by their own lines: a factory is not charged for the named functions in it,
 * as a class is not for its methods. The limit holds for all, median and 90th percentile for named ones. React
 * components are bounded by the size of their file instead.
 */
export const functionSizes: Rule = ({ files }) => {
  const findings: Finding[] = [];
  const named: number[] = [];
  for (const file of files.filter((candidate) => !candidate.isTest && !isComponentFile(candidate))) {
    for (const { node, lines, isNamed } of functionsOf(file)) {
      if (isNamed) named.push(lines);
      if (lines <= MAX_LINES) continue;
      findings.push(findingAt(file, node, `Function has ${lines} lines, limit is ${MAX_LINES}`));
    }
  }
  const [median, p90] = [percentile(named, 0.5), percentile(named, 0.9)];
  if (median > MEDIAN_LINES) findings.push(overall('median', median, MEDIAN_LINES));
  if (p90 > P90_LINES) findings.push(overall('90th percentile', p90, P90_LINES));
  return { findings, notes: [`functions: ${named.length}, median ${median} lines, p90 ${p90}`] };
};

function isComponentFile({ path }: SourceFile): boolean {
  return path.startsWith('web/') && path.endsWith('.tsx');
}

type Measured = { node: Node; lines: number; isNamed: boolean };

function functionsOf(file: SourceFile): Measured[] {
  const found = new Map<Node, Measured>();
  walk(file.ast, (node, parents) => {
    if (!FUNCTIONS.includes(node.type)) return;
    const lines = lineAt(file.text, node.end) - lineAt(file.text, node.start) + 1;
    const isNamed = node.type === 'FunctionDeclaration' || NAMING.includes(parents.at(-1)?.type ?? '');
    if (isNamed) discharge(parents, lines, found);
    found.set(node, { node, lines, isNamed });
  });
  return [...found.values()];
}

/**
 * Takes a named function off the callbacks around it and the named function around those; one line stays.
 * Further out it was taken off already, as part of that named function.
 */
function discharge(parents: Node[], lines: number, found: Map<Node, Measured>): void {
  for (const parent of parents.toReversed()) {
    const holder = found.get(parent);
    if (holder) holder.lines -= lines - 1;
    if (holder?.isNamed) return;
  }
}

function overall(name: string, value: number, limit: number): Finding {
  return { path: '.', line: 1, message: `Function sizes: ${name} is ${value} lines, limit is ${limit}` };
}
