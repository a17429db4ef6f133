import stringWidth from 'string-width';
import type { ApprovalView } from '../../server/src/approvals/contract.ts';
import type { NodeStateView, WholeRun } from '../../server/src/workflows/contract.ts';

const MARKS: Record<NodeStateView['state'], string> = {
  idle: '·',
  running: '▶',
  waiting: '⏸',
  done: '✓',
  skipped: '–',
  failed: '✗',
  cancelled: '⊘',
};
/** Who is shown where a terminal has no room for all: what goes on or went wrong, before what is over or to come. */
const URGENCY: Record<NodeStateView['state'], number> = {
  failed: 0,
  running: 1,
  waiting: 1,
  cancelled: 2,
  done: 3,
  idle: 4,
  skipped: 5,
};
const BAR_WIDTH = 24;
const UP = '\u001b[1A\u001b[2K';

export interface Look {
  run: WholeRun;
  /** What the run asks people. */
  questions: readonly Pick<ApprovalView, 'question'>[];
}

export interface Size {
  columns: number;
  rows: number;
}

/** One line for each node that has changed since the last look: for files and pipes. */
export function changedLines(look: Look, before: Look | null): string[] {
  const known = new Map(before?.run.nodes.map((node) => [node.path, node.state]));
  const nodes = look.run.nodes.filter(({ path, state }) => state !== 'idle' && known.get(path) !== state);
  const asked = new Set(before && waitLines(before));
  return [...nodes.map(lineOf), ...waitLines(look).filter((line) => !asked.has(line))];
}

/** Draws all nodes, what is waited for, and a bar, each time over the last: for terminals. */
export function createScreen(): (look: Look, size: Size) => string {
  let drawn = 0;
  return (look, { columns, rows }) => {
    const waits = waitLines(look);
    // The cursor's own line, and the bar.
    const lines = [...nodeLines(look.run, rows - waits.length - 2), ...waits, barOf(look.run)];
    const back = UP.repeat(drawn);
    drawn = lines.length;
    return `${back}${lines.map((line) => cut(line, columns - 1)).join('\n')}\n`;
  };
}

export function lineOf(node: NodeStateView): string {
  const { usage, startedAt, finishedAt, error } = node;
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  const parts = [
    startedAt !== null && finishedAt !== null ? durationOf(finishedAt - startedAt) : '',
    tokens > 0 ? `${tokens} tokens` : '',
    usage.costMicros ? `$${(usage.costMicros / 1e6).toFixed(4)}` : '',
    node.ports.length > 0 ? `-> ${node.ports.join(', ')}` : '',
    error ? `${error.message} (${error.code})` : '',
  ];
  const told = parts.filter((part) => part !== '').join('  ');
  return `${MARKS[node.state]} ${node.path.padEnd(24)} ${node.state.padEnd(9)} ${told}`.trimEnd();
}

/** Fewer than all where there is no room, in their order, and how many are left out. */
function nodeLines({ nodes }: WholeRun, room: number): string[] {
  if (nodes.length <= room) return nodes.map(lineOf);
  const byUrgency = nodes.toSorted(
    (a, b) => URGENCY[a.state] - URGENCY[b.state] || (b.finishedAt ?? 0) - (a.finishedAt ?? 0),
  );
  const shown = new Set(byUrgency.slice(0, Math.max(room - 1, 0)));
  const lines = nodes.filter((node) => shown.has(node)).map(lineOf);
  return [...lines, `  ... and ${nodes.length - shown.size} more`];
}

function waitLines({ run, questions }: Look): string[] {
  return [
    ...questions.map(({ question }) => `? ${oneLine(question)}  (answer it on the page Approvals)`),
    ...run.blockedBy.map(
      ({ kind, dimension }) =>
        `$ The budget of the ${kind} is used up: ${dimension} (raise it on the page Budgets)`,
    ),
    ...(run.pausedAt === null ? [] : ['⏸ The run is paused']),
  ];
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** A line that wraps would be drawn over by half: what does not fit is cut, and wide characters count twice. */
function cut(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let text = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    width += stringWidth(segment);
    if (width > columns) break;
    text += segment;
  }
  return text;
}

function durationOf(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function barOf({ progress, state }: WholeRun): string {
  const full = Math.round(progress * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${Math.round(progress * 100)} %  ${state}`;
}
