import { closesFence, opensFence } from './fence.ts';
import { headingPath } from './heading-path.ts';
import { type Section, tidyIndented } from './parsed.ts';

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;

function fenceAfter(line: string, open: string | null): string | null {
  if (open === null) return opensFence(line);
  return closesFence(line, open) ? null : open;
}

/** Splits Markdown at its headings; a heading inside a code block is code. The text stays as it was written. */
export function markdownSections(text: string): Section[] {
  const sections: Section[] = [];
  const headings = headingPath();
  let lines: string[] = [];
  let fence: string | null = null;
  const close = () => {
    const body = tidyIndented(lines.join('\n'));
    if (body !== '') sections.push({ text: body, heading: headings.path(), page: null });
    lines = [];
  };
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    fence = fenceAfter(line, fence);
    const found = fence === null ? HEADING.exec(line) : null;
    if (found) {
      close();
      headings.enter(found[1]?.length ?? 1, found[2] ?? '');
    }
    lines.push(line);
  }
  close();
  return sections;
}
