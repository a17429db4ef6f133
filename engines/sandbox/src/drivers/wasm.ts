import { SandboxError } from '../lib/errors.ts';
import type { Driver, Language, Probe } from '../lib/execution.ts';
import { createChildren, type WasmChildren } from './wasm/children.ts';
import { pythonVersion, QUICKJS_VERSION } from './wasm/programs.ts';
import { runInChild } from './wasm/run.ts';

export type WasmOptions = {
  /** Processes with Python loaded that stand ready; loading takes seconds. Default 1. */
  standbys?: number;
};

/**
 * Reduced isolation: the interpreters are WebAssembly in a node process that may read nothing but them. For machines
 * without namespaces (macOS, Windows, locked-down containers). No numpy and pandas, no share of a core.
 */
export function wasm({ standbys = 1 }: WasmOptions = {}): Driver {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const children: Record<Language, WasmChildren> = {
    python: createChildren('python', standbys),
    javascript: createChildren('javascript', 0),
  };
  const probe: Probe = {
    level: 'wasm',
    reason: 'Reduced isolation: WebAssembly in a process of its own, without numpy and pandas',
    python: { version: pythonVersion(), packages: {} },
    javascript: { version: QUICKJS_VERSION },
  };
  return {
    name: 'wasm',
    probe: async () => probe,
    async run(job, options) {
      if (closing.signal.aborted)
        throw new SandboxError('sandbox_closed', 'Cannot run code: the sandbox is closed');
      const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
      const execution = runInChild(() => children[job.language].take(), job, { ...options, signal });
      running.add(execution);
      return execution.finally(() => running.delete(execution));
    },
    async warmUp() {
      children.python.fill();
      return standbys > 0;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      await Promise.all(Object.values(children).map((one) => one.close()));
    },
  };
}
