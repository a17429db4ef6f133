import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type App, createApp } from './app.ts';
import type { Config } from './config.ts';
import { takeDataFolder } from './data-folder.ts';
import { type HttpServer, listen } from './http/index.ts';
import { refusal } from './listen-refusal.ts';
import { openLog } from './log.ts';
import type { RpcServer } from './rpc/index.ts';
import { systemRuntime } from './runtime/index.ts';
import type { Tool } from './tools/index.ts';

export interface Running {
  url: string;
  /** Of the gRPC service; null without one. */
  orchestratorPort: number | null;
  stop(): Promise<void>;
}

/** How long running work may take to reach a point where it can be parked. */
const PARK_MS = 5_000;

/** Printed in one piece, so that who waits for the address has the setup code with it. */
function welcome(config: Config, url: string, setupCode: string | null): string[] {
  const lines = [`AgenticGen ${config.version} is ready at ${url}`];
  if (setupCode) lines.push(`First start: open the page and enter the setup code ${setupCode}`);
  if (!existsSync(join(config.webFolder, 'index.html')))
    lines.push('Missing: the web app is not built; run npm start');
  return lines;
}

function sandboxMissing({ reason, fix }: { reason?: string; fix?: string }): string[] {
  return [`Missing: code cannot be run (${reason})`, ...(fix ? [`  To mend it: ${fix}`] : [])];
}

async function opened<T>(opening: Promise<T>, host: string, port: number): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    throw refusal(error as NodeJS.ErrnoException, `${host}:${port}`);
  }
}

interface Open {
  app: App;
  server: HttpServer;
  rpc: RpcServer | null;
}

async function open(config: Config, log: Logger, tools?: readonly Tool[]): Promise<Open> {
  const app = await createApp(config, { runtime: systemRuntime, log, tools });
  const { host, port } = config;
  const servers: { close(): Promise<void> }[] = [];
  try {
    const server = await opened(listen(app.fetch, { port, hostname: host }), host, port);
    servers.push(server);
    return { app, server, rpc: await openRpc(config, app) };
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    await app.park({ graceMs: 0 });
    await app.close();
    throw error;
  }
}

/** Its packages are loaded only where it is wanted. */
async function openRpc({ orchestratorPort: port, host }: Config, app: App): Promise<RpcServer | null> {
  if (port === null) return null;
  const { listenRpc, orchestratorService } = await import('./rpc/index.ts');
  return opened(listenRpc(orchestratorService(app.fetch), { port, hostname: host }), host, port);
}

/**
 * The whole life of the server: take the data folder, build the app, listen, and stop in phases:
 * accept nothing new, end the streams, let open requests end and park the runs, then close the stores.
 */
export async function start(
  config: Config,
  options: { print(text: string): void; began?: number; tools?: readonly Tool[] },
): Promise<Running> {
  const folder = takeDataFolder(config.dataFolder);
  const { log, close: closeLog } = openLog(config);
  const release = async () => {
    folder[Symbol.dispose]();
    await closeLog();
  };
  const { app, server, rpc } = await open(config, log, options.tools).catch(async (error) => {
    await release();
    throw error;
  });
  app.work();
  const url = `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${server.port}`;
  const readyMs = Math.round(
    performance.timeOrigin + performance.now() - (options.began ?? performance.timeOrigin),
  );
  log.info({ url, readyMs, version: config.version }, 'ready');
  options.print(welcome(config, url, app.setupCode).join('\n'));
  void app.sandboxState().then((state) => {
    if (state.level === 'unavailable') options.print(sandboxMissing(state).join('\n'));
  });

  async function stop(): Promise<void> {
    log.info('stopping');
    app.beginStop();
    await Promise.all([server.close(), rpc?.close(), app.park({ graceMs: PARK_MS })]);
    await app.close();
    log.info('stopped');
    await release();
  }
  return { url, orchestratorPort: rpc?.port ?? null, stop };
}
