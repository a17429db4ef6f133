import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Logger } from 'pino';
import { openLog } from './log.ts';

/** What `act` logs, as it stands in the file once the log is closed. */
async function logged(
  logLevel: 'info' | 'warn',
  act: (log: Logger) => void,
): Promise<Record<string, unknown>[]> {
  const file = join(mkdtempSync(join(tmpdir(), 'agenticgen-log-')), 'deep', 'server.log');
  const { log, close } = openLog({ logFile: file, logLevel });
  act(log);
  await close();
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

test('a record is one line of JSON in a folder that is made for it', async () => {
  const [line] = await logged('info', (log) => log.info({ requestId: 'r1' }, 'request'));
  assert.equal(line?.requestId, 'r1');
  assert.equal(line?.msg, 'request');
});

test('secrets are never written, at the top or one level down', async () => {
  const lines = await logged('info', (log) => {
    log.info({ password: 'hunter2', body: { token: 'hunter2', key: 'hunter2' } }, 'x');
    log.info({ authorization: 'hunter2', headers: { authorization: 'hunter2' } }, 'x');
  });
  assert.equal(lines.length, 2);
  assert.doesNotMatch(JSON.stringify(lines), /hunter2/);
  assert.match(JSON.stringify(lines), /\[secret\]/);
});

test('what is below the level is not written', async () => {
  const lines = await logged('warn', (log) => {
    log.info('quiet');
    log.warn('loud');
  });
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['loud'],
  );
});
