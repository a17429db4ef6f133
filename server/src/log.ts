import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Never written, wherever they stand in what is logged. */
const SECRET_FIELDS = ['password', 'key', 'token', 'accessToken', 'refreshToken', 'authorization'];

export interface LogFile {
  log: Logger;
  /** Resolves once all lines are in the file. */
  close(): Promise<void>;
}

/** One JSON line for each record, in a file: the console is for people. */
export function openLog(config: Pick<Config, 'logFile' | 'logLevel'>): LogFile {
  mkdirSync(dirname(config.logFile), { recursive: true, mode: 0o700 });
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);
  const file = pino.destination({ dest: config.logFile, sync: false });
  const redact = { paths, censor: '[secret]' };
  const log = pino({ level: config.logLevel, redact, base: null }, file);
  const closed = new Promise<void>((resolve) => file.once('close', () => resolve()));
  return {
    log,
    close() {
      file.end();
      return closed;
    },
  };
}
