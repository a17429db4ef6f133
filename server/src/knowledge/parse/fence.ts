const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The fence that opens a block of code on this line; null for none. */
export const opensFence = (line: string): string | null => FENCE.exec(line)?.[1] ?? null;

/** A block ends with the sign that it began with, at least as often (CommonMark 4.5). */
export const closesFence = (line: string, open: string): boolean =>
  FENCE.exec(line)?.[1]?.startsWith(open) ?? false;
