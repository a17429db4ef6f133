import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, isNode, type Node, nodesOf } from '../syntax.ts';

const CALLS = /^(?:test|it|describe|suite|t|context)\.(?:skip|todo|only|skipIf|runIf)(?:\.|$)/;
const TEST_NAMES = ['test', 'it', 'describe', 'suite'];
const OPTIONS = ['skip', 'todo', 'only'];

/** No test is skipped, left to do, or run alone. */
export const skippedTests: Rule = ({ files }) => ({
  findings: files.filter((file) => file.isTest).flatMap(skipsOf),
});

function skipsOf(file: SourceFile): Finding[] {
  return nodesOf(file.ast, 'CallExpression').flatMap((call) => {
    const name = dottedName(call.callee) ?? '';
    const option = TEST_NAMES.includes(name) ? optionOf(call) : undefined;
    if (!CALLS.test(name) && !option) return [];
    return [findingAt(file, call, `Test does not simply run: ${option ? `${name}({ ${option} })` : name}`)];
  });
}

function optionOf(call: Node): string | undefined {
  const options = (call.arguments as Node[]).filter((argument) => argument.type === 'ObjectExpression');
  const keys = options.flatMap((argument) =>
    (argument.properties as Node[]).map(({ key }) => (isNode(key) ? dottedName(key) : undefined)),
  );
  return keys.find((key) => OPTIONS.includes(key ?? ''));
}
