import { createSandbox } from '@agenticgen/sandbox';
import type { Config } from './config.ts';
import { refusal } from './listen-refusal.ts';
import { listenRpc, MAX_SANDBOX_MESSAGE_BYTES, sandboxService } from './rpc/index.ts';
import { localDriver } from './sandbox-driver.ts';

export interface RunningSandbox {
  port: number;
  stop(): Promise<void>;
}

/** The life of a process that only runs code: no database, no data folder, no key but the token of its callers. */
export async function startSandbox(
  { sandbox: config, host }: Config,
  { print }: { print(text: string): void },
): Promise<RunningSandbox> {
  const { minLevel, port, token } = config;
  const sandbox = createSandbox({ driver: localDriver(config), minLevel });
  const place = { port, hostname: host, maxMessageBytes: MAX_SANDBOX_MESSAGE_BYTES };
  const server = await listenRpc(sandboxService({ sandbox, token: token ?? '' }), place).catch((error) => {
    throw refusal(error, `${host}:${port}`);
  });
  const { level, reason, fix } = await sandbox.probe();
  print(`AgenticGen's sandbox is ready at ${host}:${server.port} (${level})`);
  if (reason) print(`  ${reason}`);
  if (fix) print(`  To mend it: ${fix}`);
  void sandbox.warmUp();
  return {
    port: server.port,
    async stop() {
      await Promise.all([server.close(), sandbox.close()]);
    },
  };
}
