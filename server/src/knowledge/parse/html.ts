import { HTMLElement, type Node, NodeType, parse } from 'node-html-parser';
import { type HeadingPath, headingPath } from './heading-path.ts';
import { type Section, tidy } from './parsed.ts';

const NOT_CONTENT = 'script, style, noscript, template, svg, iframe, nav';
const HEADING = /^h[1-6]$/i;
const BLOCK =
  /^(p|div|section|article|li|ul|ol|table|tr|blockquote|pre|br|hr|header|footer|main|dl|dt|dd|figure)$/i;
const CELL = /^t[dh]$/i;

interface Walk {
  sections: Section[];
  headings: HeadingPath;
  /** Stands for a heading until there is one. */
  title: string | null;
  text: string;
}

function close(walk: Walk): void {
  const text = tidy(walk.text);
  if (text !== '') walk.sections.push({ text, heading: walk.headings.path() ?? walk.title, page: null });
  walk.text = '';
}

function element(node: HTMLElement, walk: Walk): void {
  const tag = node.rawTagName ?? '';
  if (HEADING.test(tag)) {
    close(walk);
    walk.headings.enter(Number(tag[1]), tidy(node.text).replaceAll('\n', ' '));
    walk.text = `${node.text}\n`;
    return;
  }
  if (BLOCK.test(tag)) walk.text += '\n';
  for (const child of node.childNodes) visit(child, walk);
  if (CELL.test(tag)) walk.text += afterCell(node);
  if (BLOCK.test(tag)) walk.text += '\n';
}

/** A cell longer than this holds the page together and is no part of a table. */
const MAX_CELL_LENGTH = 200;

function afterCell(cell: HTMLElement): string {
  const hasNext = CELL.test(cell.nextElementSibling?.rawTagName ?? '');
  return hasNext && cell.text.length <= MAX_CELL_LENGTH ? ' | ' : ' ';
}

function visit(node: Node, walk: Walk): void {
  if (node.nodeType === NodeType.TEXT_NODE) walk.text += node.text.replaceAll(/\s+/g, ' ');
  else if (node instanceof HTMLElement) element(node, walk);
}

/** The text of a page, split at its headings. Nothing in it is run or fetched. */
export function htmlSections(html: string): Section[] {
  const root = parse(html);
  const title = tidy(root.querySelector('title')?.text ?? '') || null;
  for (const node of root.querySelectorAll(NOT_CONTENT)) node.remove();
  const walk: Walk = { sections: [], headings: headingPath(), title, text: '' };
  element(root.querySelector('body') ?? root, walk);
  close(walk);
  return walk.sections;
}
