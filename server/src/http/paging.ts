/**
 * Cuts a page out of rows that were read with one more than `limit`:
 * the extra row says that there is a next page. `key` is the cursor of a row.
 */
export function toPage<R, V>(
  rows: readonly R[],
  limit: number,
  present: (row: R) => V,
  key: (row: R) => string,
): { items: V[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => present(row)),
    next: rows.length > limit && last !== undefined ? key(last) : null,
  };
}
