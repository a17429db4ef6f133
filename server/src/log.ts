import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Never written, wherever they stand in what is logged. */
const SECRET_FIELDS = ['password', 'key', 'token', 'accessToken', 'refreshToken', 'authorization', 'code'];

/** One JSON line for each record, in a file: the console is for people. */
export function createLog(config: Pick<Config, 'logFile' | 'logLevel'>): Logger {
  mkdirSync(dirname(config.logFile), { recursive: true, mode: 0o700 });
  const paths = SECRET_FIELDS.filter((field) => field !== 'code').flatMap((field) => [field, `*.${field}`]);
  return pino(
    { level: config.logLevel, redact: { paths, censor: '[secret]' }, base: null },
    pino.destination({ dest: config.logFile, sync: false, mkdir: true }),
  );
}
