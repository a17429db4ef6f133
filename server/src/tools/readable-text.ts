import { parse } from 'node-html-parser';
import type { Page } from './fetch-page.ts';

const NOT_CONTENT = 'title, script, style, noscript, template, svg, iframe, nav, footer';

/** What a reader sees of a page of HTML: its title, and its text with blank lines between blocks. */
export function readableText(html: string): string {
  const root = parse(html);
  const title = root.querySelector('title')?.text.trim();
  for (const node of root.querySelectorAll(NOT_CONTENT)) node.remove();
  const text = (root.querySelector('body') ?? root).structuredText;
  return title ? `# ${title}\n\n${text}` : text;
}

export function isHtml({ mediaType }: Pick<Page, 'mediaType'>): boolean {
  return /html/i.test(mediaType);
}
