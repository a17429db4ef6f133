import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { isNode, type Node, nameOf, stringOf, walk } from '../syntax.ts';

const ATTRIBUTES = ['aria-label', 'aria-description', 'title', 'placeholder', 'label', 'description', 'alt'];
/** Names that are the same in every language. */
const PROPER_NAMES = ['AgenticGen', 'API', 'OpenAI', 'Anthropic', 'Google', 'Gemini', 'English', '简体中文'];

/** Text that a person sees or hears comes from the message catalogues. */
export const visibleText: Rule = ({ files }) => ({
  findings: files
    .filter((file) => file.path.startsWith('web/src/') && file.path.endsWith('.tsx') && !file.isTest)
    .flatMap(literalsOf),
});

function literalsOf(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  walk(file.ast, (node, parents) => {
    const text = visibleTextOf(node, parents.at(-1));
    if (text === undefined || !/\p{L}/u.test(text) || PROPER_NAMES.includes(text.trim())) return;
    findings.push(
      findingAt(file, node, `Visible text is not in the catalogue: "${text.trim().slice(0, 60)}"`),
    );
  });
  return findings;
}

function visibleTextOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'JSXText') return String(node.value);
  if (node.type === 'JSXAttribute' && ATTRIBUTES.includes(nameOf(node.name) ?? '')) {
    return stringOf(unwrap(node.value));
  }
  const isChild = node.type === 'JSXExpressionContainer' && parent?.type !== 'JSXAttribute';
  return isChild ? stringOf(node.expression) : undefined;
}

function unwrap(value: unknown): unknown {
  return isNode(value) && value.type === 'JSXExpressionContainer' ? value.expression : value;
}
