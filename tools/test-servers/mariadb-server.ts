import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { CounterpartError } from './errors.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './install-line.ts';
import { waitFor } from './wait-for.ts';
import { guard } from './watchdog.ts';

const run = promisify(execFile);

const DEBIAN_PACKAGE = 'mariadb-server';
const READY_BOUND_MS = 60_000;

/** Speed over durability: the data lives as long as the test run. */
const SETTINGS = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--innodb-flush-method=nosync',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=16M',
  '--performance-schema=OFF',
  '--max-connections=500',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
];

export type MariadbServer = {
  /** mysql://root@127.0.0.1:port */
  url: string;
  stop(): Promise<void>;
};

/** A MariaDB server of its own on a free port in a temporary folder. It dies with this process. */
export async function startMariadbServer(): Promise<MariadbServer> {
  const server = requireProgram('mariadbd', DEBIAN_PACKAGE);
  const install = requireProgram('mariadb-install-db', DEBIAN_PACKAGE);
  const folder = await mkdtemp(join(tmpdir(), 'agenticgen-mariadb-'));
  await chmod(folder, 0o777); // the server drops root and must still get in
  const datadir = join(folder, 'data');
  const user = userInfo().uid === 0 ? ['--user=mysql'] : [];
  await run(install, [
    '--no-defaults',
    `--datadir=${datadir}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...user,
  ]);
  const port = await freePort();
  const log = join(folder, 'error.log');
  const place = [
    `--datadir=${datadir}`,
    `--socket=${join(folder, 's')}`,
    `--port=${port}`,
    `--log-error=${log}`,
  ];
  const guarded = guard([server, '--no-defaults', ...place, ...SETTINGS, ...user], folder);
  const url = `mysql://root@127.0.0.1:${port}`;
  try {
    await waitFor(() => isReady(url), { boundMs: READY_BOUND_MS, everyMs: 30 });
  } catch (cause) {
    const said = await readFile(log, 'utf8').catch(() => '');
    await guarded.stop();
    throw new CounterpartError('counterpart_failed', `Cannot start mariadbd: ${said.slice(-2000)}`, {
      cause,
    });
  }
  return { url, stop: () => guarded.stop() };
}

async function isReady(url: string): Promise<true> {
  const connection = await createConnection(url);
  await connection.end();
  return true;
}
