import { SIGN } from './evidence/annotate.ts';

interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
  data?: { hName: string; hProperties: Record<string, string> };
}

/** The elements that stand for a mark, for a flagged sentence, and for what is said of it. */
export const CITATION_TAG = 'cite-mark';
export const CLAIM_TAG = 'claim-text';
export const FLAG_TAG = 'claim-flag';
export const citationTags = { [CITATION_TAG]: ['n', 'k'], [CLAIM_TAG]: ['k'], [FLAG_TAG]: ['k'] };

const { mark, begin, begun, end, ended } = SIGN;
const SIGNS = new RegExp(
  `\\[(?<n>\\d{1,3})(?:${mark}(?<k>\\d+))?\\]|${begin}(?<begins>\\d+)${begun}|${end}(?<ends>\\d+)${ended}`,
  'g',
);
const BEGIN = 'claim-begin';
const FLAG = 'claim-flag';

function element(type: string, hName: string, hProperties: Record<string, string>): MarkdownNode {
  return { type, data: { hName, hProperties }, children: [] };
}

function pieces(text: string): MarkdownNode[] {
  const found: MarkdownNode[] = [];
  let from = 0;
  for (const match of text.matchAll(SIGNS)) {
    if (match.index > from) found.push({ type: 'text', value: text.slice(from, match.index) });
    const { n, k, begins, ends } = match.groups ?? {};
    if (n !== undefined) found.push(element('citation', CITATION_TAG, k === undefined ? { n } : { n, k }));
    else if (begins !== undefined) found.push({ type: BEGIN, value: begins });
    else found.push(element(FLAG, FLAG_TAG, { k: ends ?? '' }));
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ type: 'text', value: text.slice(from) });
  return found;
}

/** Wraps what lies between a beginning and its end; where they are not side by side, only the flag stands. */
function wrapped(children: readonly MarkdownNode[]): MarkdownNode[] {
  const at = children.findIndex(({ type }) => type === BEGIN);
  if (at < 0) return [...children];
  const before = children.slice(0, at);
  const rest = children.slice(at + 1);
  const k = children[at]?.value ?? '';
  const until = rest.findIndex(({ type, data }) => type === FLAG && data?.hProperties.k === k);
  if (until < 0) return [...before, ...wrapped(rest)];
  const claim = { ...element('claim', CLAIM_TAG, { k }), children: rest.slice(0, until) };
  return [...before, claim, ...wrapped(rest.slice(until))];
}

function replaceMarks(node: MarkdownNode): void {
  if (!node.children || node.type === 'link') return;
  const children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value !== undefined) return pieces(child.value);
    replaceMarks(child);
    return [child];
  });
  node.children = wrapped(children);
}

function withoutSigns(node: MarkdownNode): void {
  if (node.value !== undefined)
    node.value = node.value.replaceAll(
      new RegExp(`${mark}\\d+|${begin}\\d+${begun}|${end}\\d+${ended}`, 'g'),
      '',
    );
  for (const child of node.children ?? []) withoutSigns(child);
}

/** Turns marks like [1] in running text into elements, and flagged sentences. Code and links are left alone. */
export function remarkCitations() {
  return (tree: unknown) => {
    replaceMarks(tree as MarkdownNode);
    withoutSigns(tree as MarkdownNode);
  };
}
