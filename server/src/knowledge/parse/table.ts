import { parse } from 'csv-parse/sync';
import { type Section, tidy } from './parsed.ts';

/** About what one passage holds: each block begins with the names of the columns, so a row is understood by itself. */
const BLOCK_LENGTH = 1_000;
const SEPARATOR = ' | ';
/** Names of columns longer than this are no names. */
const MAX_HEAD_LENGTH = 400;

/** Rows as lines, in blocks that repeat the first row if it looks like names of columns. */
export function tableSections(heading: string | null, rows: readonly (readonly string[])[]): Section[] {
  const lines = rows.map(lineOf).filter((line) => line !== '');
  const [first = '', ...rest] = lines;
  const hasHead = rest.length > 0 && looksLikeHead(rows) && first.length <= MAX_HEAD_LENGTH;
  const head = hasHead ? [first] : [];
  const blocks: string[][] = [];
  let length = BLOCK_LENGTH;
  for (const line of hasHead ? rest : lines) {
    if (length + line.length > BLOCK_LENGTH) {
      blocks.push([...head]);
      length = head.join('\n').length;
    }
    blocks.at(-1)?.push(line);
    length += line.length + 1;
  }
  return blocks.map((block) => ({ text: block.join('\n'), heading, page: null }));
}

function lineOf(row: readonly string[]): string {
  const cells = row.map((cell) => tidy(cell).replaceAll('\n', ' '));
  while (cells.at(-1) === '') cells.pop();
  return cells.join(SEPARATOR);
}

const NUMBER = /^[-+]?[\d.,\s%€$£¥]+$/;

function looksLikeHead(rows: readonly (readonly string[])[]): boolean {
  const first = rows.find((row) => row.some((cell) => cell.trim() !== ''));
  return first?.every((cell) => !NUMBER.test(cell.trim()) || cell.trim() === '') ?? false;
}

const DELIMITERS = [',', ';', '\t', '|'];

/** CSV with the separator that it uses; what is no table after all is read line by line. */
export function csvSections(text: string): Section[] {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  const delimiter = [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] ?? ',';
  const rows = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as string[][];
  return tableSections(null, rows);
}
