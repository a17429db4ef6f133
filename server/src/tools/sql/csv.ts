import type { Cell, SqlRows } from './driver.ts';

/** RFC 4180; null is empty. */
export function csvOf({ columns, rows }: Pick<SqlRows, 'columns' | 'rows'>): string {
  return [columns, ...rows].map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
