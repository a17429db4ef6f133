import { expect, test } from 'vitest';
import { SIGN } from './evidence/annotate.ts';
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

const signed = (k: number, inner: string) =>
  `${SIGN.begin}${k}${SIGN.begun}${inner}${SIGN.end}${k}${SIGN.ended}`;

/** The names of the elements, with the numbers they carry. */
function outline(tree: Node): string {
  remarkCitations()(tree);
  const say = (node: Node): string => {
    const inner = (node.children ?? []).map(say).join('');
    if (!node.data) return node.value ?? inner;
    const { n = '', k = '' } = node.data.hProperties;
    return `<${node.data.hName} ${[n, k].filter((part) => part !== '').join('.')}>${inner}</>`;
  };
  return say(tree);
}

test('a mark that knows its sentence carries its number', () => {
  expect(outline(parent('paragraph', text(`Tall [1${SIGN.mark}4].`)))).toBe('Tall <cite-mark 1.4></>.');
});

test('a flagged sentence is wrapped, marks and emphasis inside, and its flag stands behind it', () => {
  const [before, after] = signed(2, '|').split('|');
  const tree = parent(
    'paragraph',
    text(`One. ${before}Two is `),
    parent('strong', text('red')),
    text(`[3${SIGN.mark}2].${after} Three.`),
  );
  expect(outline(tree)).toBe('One. <claim-text 2>Two is red<cite-mark 3.2></>.</><claim-flag 2></> Three.');
});

test('two flagged sentences of one paragraph stand side by side', () => {
  expect(outline(parent('paragraph', text(`${signed(0, 'A.')} ${signed(1, 'B.')}`)))).toBe(
    '<claim-text 0>A.</><claim-flag 0></> <claim-text 1>B.</><claim-flag 1></>',
  );
});

test('a sentence that begins within emphasis and ends outside has its flag alone', () => {
  const [before, after] = signed(0, '|').split('|');
  const tree = parent('paragraph', parent('strong', text(`${before}Two`)), text(` is red.${after}`));
  expect(outline(tree)).toBe('Two is red.<claim-flag 0></>');
});

test('no sign is left where there is code or a link', () => {
  const tree = parent(
    'root',
    { type: 'inlineCode', value: `a[1${SIGN.mark}0]` },
    parent('link', text(signed(0, 'x'))),
  );
  expect(outline(tree)).toBe('a[1]x');
});
