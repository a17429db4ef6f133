/** Lists longer than this many pages are cut: nobody reads further in one view. */
export const MAX_PAGES = 25;

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Reads a paged list to its end, or to the limit. */
export async function allPages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items: more, next } = await read(cursor);
    items.push(...more);
    if (next === null) return items;
    cursor = next;
  }
  return items;
}
