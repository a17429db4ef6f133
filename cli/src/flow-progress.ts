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
const BAR_WIDTH = 24;
const UP = '\u001b[1A\u001b[2K';

/** One line for each node that has changed since the last look: for files and pipes. */
export function changedLines(run: WholeRun, before: WholeRun | null): string[] {
  const known = new Map(before?.nodes.map((node) => [node.path, node.state]));
  return run.nodes.filter(({ path, state }) => state !== 'idle' && known.get(path) !== state).map(lineOf);
}

/** All nodes and a bar, over what stood there: for terminals. */
export function screen(run: WholeRun, before: WholeRun | null, columns: number): string {
  const lines = (given: WholeRun) => [...given.nodes.map(lineOf), barOf(given)];
  const cut = (line: string) => [...line].slice(0, columns - 1).join('');
  const back = before ? UP.repeat(lines(before).length) : '';
  return `${back}${lines(run).map(cut).join('\n')}\n`;
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
    node.state === 'waiting' && node.type === 'approval' ? 'waits for a person: see Approvals' : '',
  ];
  const told = parts.filter((part) => part !== '').join('  ');
  return `${MARKS[node.state]} ${node.path.padEnd(24)} ${node.state.padEnd(9)} ${told}`.trimEnd();
}

function durationOf(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function barOf({ progress, state }: WholeRun): string {
  const full = Math.round(progress * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${Math.round(progress * 100)} %  ${state}`;
}
