import { type Section, tidy } from './parsed.ts';

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const FENCE = /^(```|~~~)/;

/** Splits Markdown at its headings; a heading inside a code block is code. The text stays as it was written. */
export function markdownSections(text: string): Section[] {
  const sections: Section[] = [];
  let heading: string | null = null;
  let lines: string[] = [];
  let fenced = false;
  const close = () => {
    const body = tidy(lines.join('\n'));
    if (body !== '') sections.push({ text: body, heading, page: null });
    lines = [];
  };
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (FENCE.test(line)) fenced = !fenced;
    const found = fenced ? null : HEADING.exec(line);
    if (found) {
      close();
      heading = found[2] ?? null;
    }
    lines.push(line);
  }
  close();
  return sections;
}
