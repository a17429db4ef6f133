interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
  data?: { hName: string; hProperties: Record<string, string> };
}

const MARK = /\[(\d{1,3})\]/g;
/** The element that stands for a mark; the page shows a chip for it. */
export const CITATION_TAG = 'cite-mark';
export const citationTags = { [CITATION_TAG]: ['n'] };

function pieces(text: string): MarkdownNode[] {
  const found: MarkdownNode[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    if (match.index > from) found.push({ type: 'text', value: text.slice(from, match.index) });
    const data = { hName: CITATION_TAG, hProperties: { n: match[1]! } };
    found.push({ type: 'citation', data, children: [] });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ type: 'text', value: text.slice(from) });
  return found;
}

function replaceMarks(node: MarkdownNode): void {
  if (!node.children || node.type === 'link') return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value?.includes('[')) return pieces(child.value);
    replaceMarks(child);
    return [child];
  });
}

/** Turns marks like [1] in running text into elements. Code and links are left alone. */
export function remarkCitations() {
  return (tree: unknown) => replaceMarks(tree as MarkdownNode);
}
