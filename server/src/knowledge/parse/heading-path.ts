/** Of a deep path the nearest are shown. */
const MAX_LEVELS = 4;
const MAX_HEADING_LENGTH = 200;
export const PATH_SEPARATOR = ' › ';

export interface HeadingPath {
  /** A heading of a level from 1 to 6 begins: it ends those of its own level and below. */
  enter(level: number, heading: string): void;
  /** The headings that stand above this place, the outermost first; null for none. */
  path(): string | null;
}

export function headingPath(): HeadingPath {
  let above: { level: number; heading: string }[] = [];
  return {
    enter(level, heading) {
      above = above.filter((other) => other.level < level);
      const cut = heading.slice(0, MAX_HEADING_LENGTH).toWellFormed().trim();
      if (cut !== '') above.push({ level, heading: cut });
    },
    path: () =>
      above
        .slice(-MAX_LEVELS)
        .map(({ heading }) => heading)
        .join(PATH_SEPARATOR) || null,
  };
}
