import type { RunEvent, WholeExecution } from '../../lib/api-types.ts';
import type { Fold } from '../../lib/use-run-fold.ts';

export interface Piece {
  stream: 'stdout' | 'stderr';
  text: string;
}

export interface LiveOutput {
  state: 'queued' | 'running' | 'over';
  pieces: readonly Piece[];
  /** What came before the shown part was left out. */
  isCut: boolean;
}

/** More than this slows the page down; the files of a run hold the rest if the code writes it to one. */
export const MAX_SHOWN_CHARS = 200_000;

/** What a run of code has written so far, in order. What an attempt said that was cut off by a crash goes. */
export function outputFold(): Fold<LiveOutput> {
  let attempt = 0;
  let shown: LiveOutput = { state: 'queued', pieces: [], isCut: false };

  function write(stream: Piece['stream'], text: string): void {
    const pieces = [...shown.pieces];
    const last = pieces.at(-1);
    if (last?.stream === stream) pieces[pieces.length - 1] = { stream, text: last.text + text };
    else pieces.push({ stream, text });
    shown = { ...shown, ...bounded(pieces, shown.isCut) };
  }

  return {
    add({ type, attempt: of, payload }: RunEvent) {
      if (type === 'run.started' || type === 'step.started') shown = { ...shown, state: 'running' };
      if (type.startsWith('run.') && ['run.finished', 'run.failed', 'run.cancelled'].includes(type))
        shown = { ...shown, state: 'over' };
      if (type !== 'execution.output') return shown;
      if (of > attempt) shown = { ...shown, pieces: [], isCut: false };
      attempt = Math.max(of, attempt);
      const { stream, text } = payload;
      if (of === attempt && typeof text === 'string') write(stream === 'stderr' ? 'stderr' : 'stdout', text);
      return shown;
    },
  };
}

/** The end is what people look at, so the beginning is left out. */
export function bounded(pieces: readonly Piece[], wasCut = false): Pick<LiveOutput, 'pieces' | 'isCut'> {
  let left = MAX_SHOWN_CHARS;
  const kept: Piece[] = [];
  for (const { stream, text } of pieces.toReversed()) {
    if (left <= 0) break;
    kept.push({ stream, text: text.slice(-left) });
    left -= text.length;
  }
  return { pieces: kept.reverse(), isCut: wasCut || left < 0 };
}

/** What was kept of each stream, where the order in which they came is gone. */
export function writtenBy(result: WholeExecution['result']): Pick<LiveOutput, 'pieces' | 'isCut'> {
  const pieces: Piece[] = [
    { stream: 'stdout', text: result?.stdout ?? '' },
    { stream: 'stderr', text: result?.stderr ?? '' },
  ];
  return bounded(pieces.filter(({ text }) => text !== ''));
}
