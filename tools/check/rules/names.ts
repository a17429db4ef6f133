import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, nodesOf, stringOf } from '../syntax.ts';

const VAGUE = ['utils', 'util', 'helpers', 'helper', 'manager', 'service', 'data', 'info', 'misc', 'common'];
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
/** File routes: the router gives `$`, `_` and dots a meaning. */
const ROUTE_FILE = /^web\/src\/(?:app\/)?routes\//;

/** Files have kebab-case names that say what they are; tests are claims. */
export const names: Rule = ({ files }) => ({
  findings: files.flatMap((file) => [...fileNameFaults(file), ...testNameFaults(file)]),
});

function fileNameFaults({ path }: SourceFile): Finding[] {
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.(?:(?:e2e|slow)\.)?(?:test\.)?\w+$/, '');
  if (VAGUE.includes(name))
    return [{ path, line: 1, message: `File name ${name} says nothing: name its idea` }];
  if (ROUTE_FILE.test(path) || KEBAB_CASE.test(name)) return [];
  return [{ path, line: 1, message: `File name ${name} is not kebab-case` }];
}

function testNameFaults(file: SourceFile): Finding[] {
  if (!file.isTest) return [];
  return nodesOf(file.ast, 'CallExpression').flatMap((call) => {
    const [title] = call.arguments as unknown[];
    const isTest = ['test', 'it'].includes(dottedName(call.callee) ?? '');
    if (!isTest || !/\bshould\b/i.test(stringOf(title) ?? '')) return [];
    return [findingAt(file, call, 'Test name says "should": make it a claim')];
  });
}
