import { enableCompileCache } from 'node:module';

enableCompileCache();

const [{ readConfig }, { start }, { stopSignal }] = await Promise.all([
  import('./config.ts'),
  import('./start.ts'),
  import('./signals.ts'),
]);

try {
  const began = performance.timeOrigin;
  const running = await start(readConfig(process.env), { print: console.log, began });
  await stopSignal();
  await running.stop();
  process.exit(0);
} catch (error) {
  const { message, fix } = error as { message: string; fix?: string };
  console.error(fix ? `${message}\n${fix}` : message);
  process.exit(1);
}
