import { type Section, tidyIndented } from './parsed.ts';

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A code block ends with the sign that it began with, at least as often (CommonMark 4.5). */
function fenceAfter(line: string, open: string | null): string | null {
  const found = FENCE.exec(line)?.[1];
  if (found === undefined) return open;
  if (open === null) return found;
  return found.startsWith(open) ? null : open;
}

/** Splits Markdown at its headings; a heading inside a code block is code. The text stays as it was written. */
export function markdownSections(text: string): Section[] {
  const sections: Section[] = [];
  let heading: string | null = null;
  let lines: string[] = [];
  let fence: string | null = null;
  const close = () => {
    const body = tidyIndented(lines.join('\n'));
    if (body !== '') sections.push({ text: body, heading, page: null });
    lines = [];
  };
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    fence = fenceAfter(line, fence);
    const found = fence === null ? HEADING.exec(line) : null;
    if (found) {
      close();
      heading = found[2] ?? null;
    }
    lines.push(line);
  }
  close();
  return sections;
}
