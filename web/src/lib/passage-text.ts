/** The text of a passage without the Markdown heading that it begins with, where the heading stands above it. */
export function withoutHeading(text: string, heading: string | null): string {
  if (heading === null) return text;
  const [first = '', ...rest] = text.split('\n');
  const isHeading =
    /^#{1,6}\s/.test(first) &&
    first
      .replace(/^#{1,6}\s+/, '')
      .replace(/\s#+\s*$/, '')
      .trim() === heading.trim();
  const below = rest.join('\n').trimStart();
  return isHeading && below !== '' ? below : text;
}
