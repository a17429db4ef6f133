// The host as attempts find it: things to reach that are open to everybody, and a look at whether they were reached.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asUser } from './identity.ts';

export type Targets = {
  tcpPort: number;
  udpPort: number;
  /** A file that everybody may read and write; what it holds must never be seen inside. */
  canary: string;
  /** A folder where everybody may write. */
  drop: string;
  unixSocket: string;
  datagramSocket: string;
  abstractSocket: string;
  /** A process of the same owner as the sandbox's, with the secret in its environment. */
  pid: number;
  /** The folder that all of it lies in. */
  folder: string;
};

export interface Stage {
  targets: Targets;
  /** What only the host knows. */
  secret: string;
  /** What attempts have reached since the last call. */
  evidence(): string[];
  close(): void;
}

/** Listens to datagrams, writes down that one came, and is there to be found. */
const VICTIM = `
import os, select, socket, sys
folder = sys.argv[1]
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))
unix = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); unix.bind(folder + "/drop/.datagram"); os.chmod(folder + "/drop/.datagram", 0o777)
os.rename(folder + "/drop/.datagram", folder + "/drop/datagram")
print(udp.getsockname()[1], flush=True)
while True:
    for ready in select.select([udp, unix, sys.stdin], [], [])[0]:
        if ready is sys.stdin: sys.exit()
        ready.recv(100)
        print("datagram", flush=True)
`;

/** Files that say how the host is set up; no run may change them. */
const SETTINGS = [
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/printk_ratelimit',
  '/proc/sys/kernel/hostname',
  '/proc/sys/kernel/domainname',
  '/proc/swaps',
  '/proc/modules',
  '/etc/passwd',
];
/** What processes share through the kernel; others on the machine, a database say, make and end such, too. */
const SHARED = ['/proc/sysvipc/shm', '/proc/sysvipc/sem', '/proc/sysvipc/msg'];
const OWN_FILES = ['.datagram', 'datagram'];

/** `owner` is whom the sandbox's processes belong to. */
export async function setStage(owner: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-escape-'));
  chmodSync(folder, 0o755);
  const secret = randomBytes(16).toString('hex');
  const at = (name: string) => join(folder, name);
  mkdirSync(at('drop'));
  chmodSync(at('drop'), 0o777);
  const writeCanary = () => {
    writeFileSync(at('canary.txt'), secret);
    chmodSync(at('canary.txt'), 0o666);
  };
  writeCanary();
  let heard = 0;
  const servers = [0, at('socket'), `\0${secret.slice(8)}`].map((where) => {
    const server = createServer((socket) => {
      heard += 1;
      socket.on('error', () => {});
      socket.end(secret);
    });
    return listening(server, where);
  });
  const [tcp] = await Promise.all(servers);
  chmodSync(at('socket'), 0o777);
  const victim = asUser(owner, '/usr/bin/python3', ['-c', VICTIM, folder]);
  const process = spawn(victim.command, victim.args, {
    env: { PATH: '/usr/bin', SECRET: secret },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(process.stdout, 'data')) as [Buffer];
  process.stdout.on('data', () => {
    heard += 1;
  });
  const before = SETTINGS.map(read);
  const sharedBefore = SHARED.map((path) => rowsOf(read(path), owner));
  const address = tcp?.address();
  return {
    secret,
    targets: {
      tcpPort: typeof address === 'object' && address ? address.port : 0,
      udpPort: Number(line.toString()),
      canary: at('canary.txt'),
      drop: at('drop'),
      unixSocket: at('socket'),
      datagramSocket: at('drop/datagram'),
      abstractSocket: secret.slice(8),
      pid: process.pid ?? 0,
      folder,
    },
    evidence() {
      const canary = statSync(at('canary.txt'), { throwIfNoEntry: false });
      const dropped = readdirSync(at('drop')).filter((name) => !OWN_FILES.includes(name));
      const found = [
        ...(heard > 0 ? [`${heard} connections or datagrams arrived`] : []),
        ...(read(at('canary.txt')) !== secret || (canary?.mode ?? 0) % 0o1000 !== 0o666
          ? ['the canary was changed']
          : []),
        ...(dropped.length > 0 ? [`files were made: ${dropped.join(' ')}`] : []),
        ...stateProblems(process.pid ?? 0),
        ...SETTINGS.filter((path, index) => read(path) !== before[index]).map(
          (path) => `${path} was changed`,
        ),
        ...SHARED.filter((path, index) => rowsOf(read(path), owner) !== sharedBefore[index]).map(
          (path) => `${path} has something of the sandbox`,
        ),
      ];
      heard = 0;
      process.kill('SIGCONT');
      writeCanary();
      for (const name of dropped) rmSync(at(`drop/${name}`), { recursive: true });
      return found;
    },
    close() {
      process.kill();
      for (const server of servers) void server.then((open) => open.close());
      rmSync(folder, { recursive: true });
    },
  };
}

/** The rows of a table of /proc that one user has made. */
export function rowsOf(table: string, owner: number): string {
  const [head = '', ...rows] = table.split('\n');
  const column = head.trim().split(/\s+/).indexOf('cuid');
  return rows.filter((row) => row.trim().split(/\s+/)[column] === String(owner)).join('\n');
}

async function listening(server: Server, where: number | string): Promise<Server> {
  server.listen(typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where });
  await once(server, 'listening');
  return server;
}

/** The victim lives, runs, is nobody's tracee, and is as nice as it was. */
function stateProblems(pid: number): string[] {
  if (!existsSync(`/proc/${pid}/status`)) return ['the process of the host is gone'];
  const status = read(`/proc/${pid}/status`);
  if (!/^State:\s+[SRD]/m.test(status)) return ['the process of the host was stopped or killed'];
  return /^TracerPid:\s+0$/m.test(status) ? [] : ['the process of the host is traced'];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
