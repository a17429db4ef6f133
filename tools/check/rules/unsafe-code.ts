import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, isNode, walk } from '../syntax.ts';

const MODULE_MOCKS = ['mock.module', 'vi.mock', 'vi.doMock', 'vi.hoisted', 'jest.mock'];

/** No `any`, no evaluated text, no mocked modules. */
export const unsafeCode: Rule = ({ files }) => ({ findings: files.flatMap(faultsOf) });

function faultsOf(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  walk(file.ast, (node) => {
    if (node.type === 'TSAnyKeyword')
      findings.push(findingAt(file, node, 'Uses any: name the type, or unknown'));
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const name = isNode(node.callee) ? dottedName(node.callee) : undefined;
    if (!name) return;
    const tail = name.split('.').slice(-2).join('.');
    if (/^(?:globalThis\.)?(?:eval|Function)$/.test(name)) {
      findings.push(findingAt(file, node, `Evaluates text: ${name}()`));
    } else if (MODULE_MOCKS.includes(tail)) {
      findings.push(findingAt(file, node, `Mocks a module: ${tail}(), pass the part in instead`));
    }
  });
  return findings;
}
