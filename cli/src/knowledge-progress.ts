import type { Terminal } from './command.ts';

const BAR_WIDTH = 24;

export interface Ticker {
  /** One more is done. */
  tick(path: string): void;
  end(): void;
}

/** A bar that is drawn over itself on a terminal; elsewhere a line for each file. Nothing beside JSON. */
export function createTicker(terminal: Terminal, count: number, json: boolean): Ticker {
  let done = 0;
  if (json || count === 0) return { tick: () => undefined, end: () => undefined };
  const { size } = terminal;
  return {
    tick(path) {
      done++;
      if (!size) return terminal.print(`${done}/${count}  ${path}`);
      const filled = Math.round((done / count) * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}  ${done}/${count}  ${path}`;
      terminal.write(`\r\u001b[K${bar.slice(0, Math.max(1, size().columns - 1))}`);
    },
    end() {
      if (size && done > 0) terminal.write('\r\u001b[K');
    },
  };
}
