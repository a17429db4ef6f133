import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { toolErrors } from '../errors.ts';
import type { SqlQuestion, SqlRows } from './driver.ts';
import type { SqliteReply, SqliteTask } from './sqlite-process.ts';

const MAX_HEAP_MB = 256;

/** One question to a file, in a process of its own that can be ended: SQLite answers in the thread that asks. */
export async function askSqlite(path: string, question: SqlQuestion): Promise<SqlRows> {
  const { sql, isOurs = false, limits, signal } = question;
  const child = fork(fileURLToPath(new URL('./sqlite-process.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`, '--no-warnings'],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new AbortController();
  child.on('error', () => ended.abort());
  child.once('exit', () => ended.abort());
  const late = AbortSignal.timeout(limits.timeoutMs);
  try {
    const answered = once(child, 'message', { signal: AbortSignal.any([signal, ended.signal, late]) });
    const task: SqliteTask = { path, text: sql.text, isOurs, limits };
    child.send(task, () => undefined);
    const [reply] = (await answered) as [SqliteReply];
    if ('failed' in reply) throw toolErrors.sql_failed(reply.failed);
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) throw toolErrors.sql_failed(`it took longer than ${limits.timeoutMs / 1_000} s`);
    if (ended.signal.aborted) throw toolErrors.sql_failed('it took too much memory');
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}
