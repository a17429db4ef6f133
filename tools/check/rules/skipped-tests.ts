import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, isNode, type Node, nodesOf } from '../syntax.ts';

/** Called, or handed on under another name. */
const SKIPS = /^(?:test|it|describe|suite|t|context)\.(?:skip|todo|only|skipIf|runIf)$/;
const TEST_NAMES = ['test', 'it', 'describe', 'suite'];
const OPTIONS = ['skip', 'todo', 'only'];

/** No test is skipped, left to do, or run alone. */
export const skippedTests: Rule = ({ files }) => ({
  findings: files.filter((file) => file.isTest).flatMap(skipsOf),
});

function skipsOf(file: SourceFile): Finding[] {
  const found = (node: Node, what: string) => findingAt(file, node, `Test does not simply run: ${what}`);
  const named = nodesOf(file.ast, 'MemberExpression').flatMap((member) => {
    const name = dottedName(member) ?? '';
    return SKIPS.test(name) ? [found(member, name)] : [];
  });
  const optional = nodesOf(file.ast, 'CallExpression').flatMap((call) => {
    const name = dottedName(call.callee) ?? '';
    const option = TEST_NAMES.includes(name) ? optionOf(call) : undefined;
    return option ? [found(call, `${name}({ ${option} })`)] : [];
  });
  const chosen = nodesOf(file.ast, 'ConditionalExpression').flatMap((choice) => {
    const name = [choice.consequent, choice.alternate]
      .map((branch) => (isNode(branch) ? dottedName(branch) : undefined))
      .find((branch) => TEST_NAMES.includes(branch ?? ''));
    return name ? [found(choice, `a condition decides about ${name}`)] : [];
  });
  return [...named, ...optional, ...chosen].sort((a, b) => a.line - b.line);
}

function optionOf(call: Node): string | undefined {
  const options = (call.arguments as Node[]).filter((argument) => argument.type === 'ObjectExpression');
  const keys = options.flatMap((argument) =>
    (argument.properties as Node[]).map(({ key }) => (isNode(key) ? dottedName(key) : undefined)),
  );
  return keys.find((key) => OPTIONS.includes(key ?? ''));
}
