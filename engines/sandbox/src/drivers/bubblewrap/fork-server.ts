// Keeps a fork server running: supervisors that stand ready behind their walls, Python's with its libraries loaded.
import type { ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import type { Language } from '../../lib/execution.ts';
import { DEFAULT_LIMITS } from '../../lib/limits.ts';
import { startWalled, type Walled } from './conversation.ts';
import { encodeJob } from './frames.ts';
import { type Launch, wallsOf } from './launch.ts';
import { SOCKET_INSIDE } from './recipe.ts';

/** A fork server is replaced after so many runs, so that nothing can gather in it. */
const MAX_RUNS = 500;
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
/** Without a run for this long it ends, and its memory is free. */
const IDLE_MS = 600_000;
/** How long loading the libraries may take. */
const START_MS = 30_000;
/** After a fork server that failed, runs are cold for this long. */
const RETRY_MS = 60_000;
/** The heap of a JavaScript that stands ready is made for this limit; a run that may use more starts its own. */
export const STANDBY_MEMORY_BYTES = DEFAULT_LIMITS.memoryBytes;
/** What a fork server says of itself: a supervisor of its was killed, or it has grown. */
const [READY, WORN] = ['R', 'W'];

export type ForkServerOptions = {
  language: Language;
  standbys: number;
  launch(): Launch;
  /** Default IDLE_MS. */
  idleMs?: number;
  /** Default MAX_RUNS. */
  maxRuns?: number;
  /** Memory of its own that it may gain before it is replaced. Default MAX_GROWTH_BYTES. */
  maxGrowthBytes?: number;
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
  walled: Walled;
  /** Seen from outside, through the root of its first process: there is nothing of it in our own folders. */
  socketPath: string;
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

const end = ({ walled }: Server) => walled.end();

function start(options: ForkServerOptions, onWorn: () => void): Server {
  const { launch, language, standbys, maxGrowthBytes = MAX_GROWTH_BYTES } = options;
  const made = launch();
  const walled = startWalled(made.recipe, made.outerFilter);
  const { process } = walled;
  const { header, bodies } = wallsOf(made, { memoryBytes: STANDBY_MEMORY_BYTES });
  process.stdin?.write(encodeJob({ language, standbys, maxGrowthBytes, ...header }, bodies));
  const gone = walled.closed.then(() => made.clean?.());
  const server: Server = {
    ...{ walled, gone, socketPath: '', isReady: false, runs: 0, open: 0, retired: false },
    started: new Promise((resolve) => {
      // While it starts it does keep this process alive: somebody may wait for nothing else.
      const late = setTimeout(() => end(server), START_MS);
      process.stdout?.on('data', async (said: Buffer) => {
        if (said.includes(WORN)) onWorn();
        if (!said.includes(READY)) return;
        server.socketPath = `/proc/${await walled.inner}/root${SOCKET_INSIDE}`;
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
  letGo(process);
  return server;
}

export function createForkServer(options: ForkServerOptions): ForkServer {
  const { idleMs = IDLE_MS, maxRuns = MAX_RUNS, now = Date.now } = options;
  const servers = new Set<Server>();
  let current: Server | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  function begun(): void {
    if (closed || current || now() - failedAt < RETRY_MS) return;
    try {
      const server = start(options, () => replace(server));
      current = server;
      servers.add(server);
      void server.gone.finally(() => forget(server));
    } catch {
      failedAt = now();
    }
  }

  function forget(server: Server): void {
    servers.delete(server);
    if (current !== server) return;
    current = undefined;
    failedAt = now();
  }

  /** It ends with its last run. */
  function retire(server: Server): void {
    if (current === server) current = undefined;
    server.retired = true;
    if (server.open === 0) end(server);
  }

  function replace(server: Server): void {
    if (server.retired) return;
    retire(server);
    begun();
  }

  function stayAwhile(): void {
    clearTimeout(idle);
    idle = setTimeout(() => current?.isReady && retire(current), idleMs);
    idle.unref();
  }

  function take(server: Server): Socket {
    const socket = connect(server.socketPath);
    server.runs += 1;
    server.open += 1;
    socket.once('close', () => {
      server.open -= 1;
      if (server.retired && server.open === 0) end(server);
    });
    if (server.runs >= maxRuns) replace(server);
    return socket;
  }

  return {
    connect() {
      begun();
      if (!current?.isReady) return null;
      stayAwhile();
      return take(current);
    },
    async ready() {
      begun();
      return (await current?.started) ?? false;
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      for (const server of [...servers]) {
        // Its end is waited for, also by a process that has nothing else to do.
        hold(server.walled.process);
        end(server);
        await server.gone;
      }
    },
  };
}
