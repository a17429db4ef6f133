import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { CounterpartError } from './errors.ts';
import { freePort } from './free-port.ts';
import { requireProgram } from './install-line.ts';
import { waitFor } from './wait-for.ts';
import { guard } from './watchdog.ts';

const run = promisify(execFile);

const DEBIAN_PACKAGE = 'postgresql';
const VERSIONS = '/usr/lib/postgresql';
const READY_BOUND_MS = 60_000;

/** Speed over durability: the data lives as long as the test run. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'max_connections=50',
  'ssl=on',
];

export type PostgresqlServer = {
  port: number;
  user: string;
  password: string;
  /** Ends it. */
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A PostgreSQL server of its own on a free port in a temporary folder, with a self-signed certificate. It dies with
 * this process. Its database is called postgres, and its user may do everything.
 */
export async function startPostgresqlServer(): Promise<PostgresqlServer> {
  const program = await programs();
  const as = await unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'agenticgen-postgresql-'));
  if (as.ids) await chown(folder, ...as.ids);
  await chmod(folder, 0o700);
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  await initialise(as.command, program('initdb'), data, password);
  const port = await freePort();
  const settings = [...SETTINGS, `unix_socket_directories=${folder}`].flatMap((setting) => ['-c', setting]);
  const command = [program('postgres'), '-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings];
  const guarded = guard([...as.command, ...command], folder, 'QUIT');
  const server = { port, user: 'owner', password };
  try {
    await waitFor(() => isReady(server), { boundMs: READY_BOUND_MS, everyMs: 30 });
  } catch (cause) {
    await guarded.stop();
    throw new CounterpartError('counterpart_failed', 'Cannot start postgres: it does not answer', { cause });
  }
  return { ...server, [Symbol.asyncDispose]: () => guarded.stop() };
}

/** The newest that Debian has put beside each other. */
async function programs(): Promise<(name: string) => string> {
  const versions = await readdir(VERSIONS).catch(() => [] as string[]);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) requireProgram('postgres', DEBIAN_PACKAGE);
  return (name) => join(VERSIONS, newest ?? '', 'bin', name);
}

/** PostgreSQL does not run as root. */
async function unprivileged(): Promise<{ command: string[]; ids?: [number, number] }> {
  if (userInfo().uid !== 0) return { command: [] };
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((row) => row.startsWith('postgres:'));
  const [, , uid = '', gid = ''] = (line ?? '').split(':');
  const setpriv = requireProgram('setpriv', 'util-linux');
  const command = [setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
  return { command, ids: [Number(uid), Number(gid)] };
}

async function initialise(
  as: readonly string[],
  initdb: string,
  data: string,
  password: string,
): Promise<void> {
  const openssl = requireProgram('openssl', 'openssl');
  const certificate = ['req', '-new', '-x509', '-nodes', '-days', '2', '-subj', '/CN=test.example'];
  const script = `umask 077
    printf %s "$PASSWORD" > "$DATA.password" &&
    "$INITDB" -D "$DATA" -U owner --auth=scram-sha-256 --pwfile="$DATA.password" --no-sync --no-locale -E UTF8 &&
    "$@" -keyout "$DATA/server.key" -out "$DATA/server.crt"`;
  const [program = '/bin/sh', ...args] = [
    ...as,
    '/bin/sh',
    '-c',
    script,
    'initialise',
    openssl,
    ...certificate,
  ];
  await run(program, args, {
    cwd: '/',
    env: { ...process.env, DATA: data, PASSWORD: password, INITDB: initdb },
  });
}

async function isReady({ port, user, password }: { port: number; user: string; password: string }) {
  const client = new Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
  await client.connect();
  await client.end();
  return true as const;
}
