import { closesFence, opensFence } from './parse/fence.ts';

export const BLOCK_KINDS = ['prose', 'table', 'code'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export interface Span {
  start: number;
  end: number;
}

/** What belongs together: a paragraph, a table, a block of code or a part of a program. */
export interface Block extends Span {
  kind: BlockKind;
}

interface Line extends Span {
  text: string;
}

/** Lines with the break that ends them. */
export function linesOf(text: string, { start, end }: Span): Line[] {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    const stop = text.indexOf('\n', at);
    const next = stop === -1 || stop >= end ? end : stop + 1;
    lines.push({ start: at, end: next, text: text.slice(at, next) });
    at = next;
  }
  return lines;
}

/** What stands between the names of the columns and the rows. */
const RULE = /^[\s|:+-]+$/;

const isBlank = (line: Line) => line.text.trim() === '';
/** A row: of Markdown, or as tables of other formats are written out. */
const isRow = ({ text }: Line) =>
  /^\s*\|.*\|\s*$/.test(text) || text.includes(' | ') || (RULE.test(text) && text.includes('|'));

/** The blocks of a text in order, without a gap; blank lines belong to the block before them. */
export function blocksOf(text: string, isCode: boolean): Block[] {
  const lines = linesOf(text, { start: 0, end: text.length });
  return isCode ? codeBlocks(lines) : textBlocks(lines);
}

/** A program is cut before a line that is not indented and follows a blank one: where a function or a class begins. */
function codeBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const begins = before === undefined || (isBlank(before) && /^\S/.test(line.text));
    if (begins) blocks.push({ kind: 'code', start: line.start, end: line.end });
    else extend(blocks, line);
  }
  return blocks;
}

function textBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let fence: string | null = null;
  let wasBlank = true;
  for (const line of lines) {
    const opened: string | null = fence === null ? opensFence(line.text) : null;
    const kind = fence !== null || opened !== null ? 'code' : isRow(line) ? 'table' : 'prose';
    const goesOn = fence !== null || (!wasBlank && opened === null && blocks.at(-1)?.kind === kind);
    if (goesOn || (isBlank(line) && blocks.length > 0)) extend(blocks, line);
    else blocks.push({ kind, start: line.start, end: line.end });
    if (opened !== null) fence = opened;
    else if (fence !== null && closesFence(line.text, fence)) fence = null;
    wasBlank = isBlank(line) || (kind === 'code' && fence === null);
  }
  return blocks;
}

function extend(blocks: Block[], { end }: Line): void {
  const last = blocks.at(-1);
  if (last) last.end = end;
}

/** A first row longer than this is no list of names. */
const MAX_HEAD_LENGTH = 200;

/** The names of the columns of a table in Markdown: its first row, if a rule stands below it. */
export function headOf(text: string, table: Block): string | null {
  const [head, rule] = linesOf(text, table);
  if (!head || !rule || !RULE.test(rule.text) || head.text.length > MAX_HEAD_LENGTH) return null;
  return head.text
    .trim()
    .replace(/^\||\|$/g, '')
    .trim();
}
