import { readConfig, start as startServer } from '@agenticgen/server';
import { type Command, readOptions } from './command.ts';

export const start: Command = {
  summary: 'Start the server',
  help: 'Usage: agenticgen start\nConfigured by the environment; agenticgen config check shows the keys. npm start also installs and builds first.',
  async run(args, terminal) {
    readOptions(args, {});
    const running = await startServer(readConfig(terminal.env), { print: terminal.print });
    await new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await running.stop();
    process.exit(0);
  },
};
