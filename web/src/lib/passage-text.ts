/** Between the headings that stand above a passage, the outermost first. */
const PATH_SEPARATOR = ' › ';

/** The text of a passage without the Markdown heading that it begins with, where the heading stands above it. */
export function withoutHeading(text: string, heading: string | null): string {
  if (heading === null) return text;
  const [first = '', ...rest] = text.split('\n');
  const nearest = heading.split(PATH_SEPARATOR).at(-1)?.trim();
  const isHeading =
    /^#{1,6}\s/.test(first) &&
    first
      .replace(/^#{1,6}\s+/, '')
      .replace(/\s#+\s*$/, '')
      .trim() === nearest;
  const below = rest.join('\n').trimStart();
  return isHeading && below !== '' ? below : text;
}
