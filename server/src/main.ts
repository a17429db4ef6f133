import { enableCompileCache } from 'node:module';
import type { Config } from './config.ts';

enableCompileCache();

const [{ readConfig }, { stopSignal }, { endWithNpm }] = await Promise.all([
  import('./config.ts'),
  import('./signals.ts'),
  import('./npm-above.ts'),
]);

try {
  const config = readConfig(process.env);
  endWithNpm(() => process.kill(process.pid, 'SIGTERM'));
  const running = await begin(config);
  await stopSignal();
  await running.stop();
  process.exit(0);
} catch (error) {
  const { message, fix } = error as { message: string; fix?: string };
  console.error(fix ? `${message}\n${fix}` : message);
  process.exit(1);
}

/** Only what the role needs is loaded. */
async function begin(config: Config): Promise<{ stop(): Promise<void> }> {
  const print = console.log;
  if (config.role === 'sandbox') return (await import('./start-sandbox.ts')).startSandbox(config, { print });
  if (config.role === 'search') return (await import('./start-search.ts')).startSearch(config, { print });
  return (await import('./start.ts')).start(config, { print, began: performance.timeOrigin });
}
