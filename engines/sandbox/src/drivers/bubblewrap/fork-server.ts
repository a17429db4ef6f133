// Keeps a fork server running: supervisors that stand ready behind their walls, Python's with its libraries loaded.
import type { ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../../lib/execution.ts';
import { DEFAULT_LIMITS } from '../../lib/limits.ts';
import { processClosed, startProcess } from './conversation.ts';
import { encodeJob } from './frames.ts';
import { type Launch, wallsOf } from './launch.ts';
import type { Identity, Standing } from './recipe.ts';

/** A fork server is replaced after so many runs, so that nothing can gather in it. */
const MAX_RUNS = 500;
/** Without a run for this long it ends, and its memory is free. */
const IDLE_MS = 600_000;
/** How long loading the libraries may take. */
const START_MS = 30_000;
/** After a fork server that failed, runs are cold for this long. */
const RETRY_MS = 60_000;

/** The heap of a JavaScript that stands ready is made for this limit; a run that may use more starts its own. */
export const STANDBY_MEMORY_BYTES = DEFAULT_LIMITS.memoryBytes;

export type ForkServerOptions = {
  language: Language;
  identity: Identity;
  standbys: number;
  /** The launch of a fork server that has its socket in this folder. */
  launch(standing: Standing): Launch;
  /** Default IDLE_MS. */
  idleMs?: number;
  /** Default MAX_RUNS. */
  maxRuns?: number;
  now?: () => number;
};

export interface ForkServer {
  /** A connection that the next standby takes; null while there is none, which begins to start one. */
  connect(): Socket | null;
  /** Starts it, if it is not there yet; true once it is ready, false where it can't be. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** One living fork server. */
interface Server {
  process: ChildProcess;
  folder: string;
  isReady: boolean;
  started: Promise<boolean>;
  gone: Promise<void>;
  runs: number;
  open: number;
  retired: boolean;
}

/** It does not keep this process alive: when that ends, the pipe does, and with it the fork server. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as Socket | null | undefined)?.unref?.();
}

function hold(child: ChildProcess): void {
  child.ref();
  for (const stream of child.stdio) (stream as Socket | null | undefined)?.ref?.();
}

/** A folder that can't be removed is empty but for a socket: no reason to fail. */
function removed(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true }).catch(() => {});
}

export function createForkServer(options: ForkServerOptions): ForkServer {
  const { language, identity, standbys, launch, now = Date.now } = options;
  const { idleMs = IDLE_MS, maxRuns = MAX_RUNS } = options;
  const servers = new Set<Promise<Server>>();
  let current: { server: Promise<Server>; value?: Server } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  function begin(): void {
    const starting = { server: start() } as NonNullable<typeof current>;
    current = starting;
    servers.add(starting.server);
    void starting.server.then(
      async (server) => {
        starting.value = server;
        if (!(await server.started)) forget(starting);
        void server.gone.then(() => forget(starting));
      },
      () => forget(starting),
    );
  }

  function forget(starting: NonNullable<typeof current>): void {
    servers.delete(starting.server);
    if (current !== starting) return;
    current = undefined;
    failedAt = now();
  }

  async function start(): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'agenticgen-sandbox-'));
    try {
      if (identity.dropFrom) await chown(folder, identity.uid, identity.gid);
      return launched(folder);
    } catch (error) {
      await removed(folder);
      throw error;
    }
  }

  function launched(folder: string): Server {
    const made = launch({ folder });
    const process = startProcess(made.recipe, made.outerFilter);
    const { header, bodies } = wallsOf(made, STANDBY_MEMORY_BYTES);
    process.stdin?.write(encodeJob({ language, standbys, ...header }, bodies));
    letGo(process);
    const gone = processClosed(process).then(() => removed(folder));
    const server: Server = {
      ...{ process, folder, gone, isReady: false, runs: 0, open: 0, retired: false },
      started: new Promise((resolve) => {
        // While it starts it does keep this process alive: somebody may wait for nothing else.
        const late = setTimeout(() => end(server), START_MS);
        process.stdout?.once('data', () => {
          clearTimeout(late);
          server.isReady = true;
          resolve(true);
        });
        void gone.then(() => {
          clearTimeout(late);
          resolve(false);
        });
      }),
    };
    if (closed) end(server);
    return server;
  }

  function end({ process }: Server): void {
    process.kill('SIGKILL');
  }

  /** It ends with its last run. One that only starts is left to start. */
  function retire(starting: NonNullable<typeof current>): void {
    const server = starting.value;
    if (!server) return;
    if (current === starting) current = undefined;
    server.retired = true;
    if (server.open === 0) end(server);
  }

  function begun(): void {
    if (closed || current || now() - failedAt < RETRY_MS) return;
    begin();
  }

  function stayAwhile(): void {
    clearTimeout(idle);
    idle = setTimeout(() => current && retire(current), idleMs);
    idle.unref();
  }

  function take(starting: NonNullable<typeof current>, server: Server): Socket {
    const socket = connect(join(server.folder, 'jobs.sock'));
    server.runs += 1;
    server.open += 1;
    socket.once('close', () => {
      server.open -= 1;
      if (server.retired && server.open === 0) end(server);
    });
    if (server.runs >= maxRuns) {
      retire(starting);
      begun();
    }
    return socket;
  }

  return {
    connect() {
      begun();
      const starting = current;
      const server = starting?.value;
      if (!starting || !server?.isReady) return null;
      stayAwhile();
      return take(starting, server);
    },
    async ready() {
      begun();
      const server = await current?.server.catch(() => undefined);
      return (await server?.started) ?? false;
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      const all = await Promise.allSettled([...servers]);
      for (const one of all) {
        if (one.status !== 'fulfilled') continue;
        // Its end is waited for, also by a process that has nothing else to do.
        hold(one.value.process);
        end(one.value);
        await one.value.gone;
      }
    },
  };
}
