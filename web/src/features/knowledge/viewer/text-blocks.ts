// The structure that extracted text still shows: headings, tables, blocks of code, and all the rest.
import type { Span } from './find.ts';

export type TextBlock = Span &
  (
    | { kind: 'prose' | 'code' }
    | { kind: 'heading'; level: number }
    /** Cells of each row, by their places. */
    | { kind: 'table'; rows: Span[][] }
  );

interface Line extends Span {
  text: string;
}

const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^(#{1,6})\s+\S/;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^[\s|:-]+$/;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop === -1 ? text.length : stop;
    lines.push({ start, end, text: text.slice(start, end) });
    start = end + 1;
  }
  return lines;
}

/** What stands between the bars of a row, without the space around it. */
function cellsOf({ start, text }: Line): Span[] {
  const cells: Span[] = [];
  let from = text.indexOf('|') + 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] !== '|' || text[at - 1] === '\\') continue;
    const cell = text.slice(from, at);
    const lead = cell.length - cell.trimStart().length;
    cells.push({ start: start + from + lead, end: start + from + lead + cell.trim().length });
    from = at + 1;
  }
  return cells;
}

/** Blocks in order; what lies between two is line breaks. */
export function textBlocks(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let fence: string | undefined;
  for (const line of linesOf(text)) {
    const last = blocks.at(-1);
    const mark = FENCE.exec(line.text)?.[1];
    if (fence !== undefined) {
      if (last?.kind === 'code' && mark !== fence) last.end = line.end;
      if (mark === fence) fence = undefined;
    } else if (mark) {
      fence = mark;
      blocks.push({ kind: 'code', start: line.end + 1, end: line.end + 1 });
    } else add(blocks, last, line);
  }
  return blocks.filter(({ start, end }) => end > start);
}

function add(blocks: TextBlock[], last: TextBlock | undefined, line: Line): void {
  const { start, end, text } = line;
  const level = HEADING.exec(text)?.[1]?.length;
  if (level) blocks.push({ kind: 'heading', level, start: start + level + 1, end });
  else if (ROW.test(text)) {
    if (last?.kind !== 'table') blocks.push({ kind: 'table', start, end, rows: [cellsOf(line)] });
    else {
      last.end = end;
      if (!RULE.test(text)) last.rows.push(cellsOf(line));
    }
  } else if (text.trim() === '') {
    if (last?.kind === 'prose') blocks.push({ kind: 'prose', start: end, end });
  } else if (last?.kind === 'prose' && last.end > last.start) last.end = end;
  else blocks.push({ kind: 'prose', start, end });
}
