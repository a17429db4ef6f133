import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { requireProgram } from './install-line.ts';

/** What Prometheus's own `promtool check metrics` says about an exposition; '' when it finds no fault. */
export async function metricsFaults(exposition: string): Promise<string> {
  const tool = spawn(requireProgram('promtool', 'prometheus'), ['check', 'metrics']);
  tool.stdin.end(exposition);
  const [said, erred] = await Promise.all([text(tool.stdout), text(tool.stderr), once(tool, 'close')]);
  return `${said}${erred}`.trim();
}
