import { expect, test } from 'vitest';
import { CITATION_TAG, remarkCitations } from './remark-citations.ts';

interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string; hProperties: Record<string, string> };
}

const text = (value: string): Node => ({ type: 'text', value });
const parent = (type: string, ...children: Node[]): Node => ({ type, children });

/** The tree after the plugin, marks as {n}. */
function plain(tree: Node): string {
  remarkCitations()(tree);
  const say = (node: Node): string =>
    node.data?.hName === CITATION_TAG
      ? `{${node.data.hProperties['n']}}`
      : (node.value ?? (node.children ?? []).map(say).join('|'));
  return say(tree);
}

test('marks in running text become elements, and the text around them stays', () => {
  expect(plain(parent('paragraph', text('Closed in wind [1], and on Mondays [12].')))).toBe(
    'Closed in wind |{1}|, and on Mondays |{12}|.',
  );
  expect(plain(parent('paragraph', text('[1][2]')))).toBe('{1}|{2}');
});

test('marks within emphasis and lists are found', () => {
  const tree = parent(
    'list',
    parent('listItem', parent('paragraph', parent('strong', text('Red flag [3]')))),
  );
  expect(plain(tree)).toBe('Red flag |{3}');
});

test('code and links are left alone', () => {
  expect(plain(parent('root', { type: 'code', value: 'a[1]' }, { type: 'inlineCode', value: 'b[2]' }))).toBe(
    'a[1]|b[2]',
  );
  expect(plain(parent('paragraph', parent('link', text('see [1]'))))).toBe('see [1]');
});

test('what is no mark stays text', () => {
  for (const value of ['a[i]', '[1234]', '[ 1]', '[]', 'x [1', '[-1]']) {
    expect(plain(parent('paragraph', text(value))), value).toBe(value);
  }
});
