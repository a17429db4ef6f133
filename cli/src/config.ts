import { configKeys, readConfig } from '@agenticgen/server';
import { type Command, CommandError, readOptions } from './command.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

export const config: Command = {
  summary: 'Check the configuration and show its keys',
  help: 'Usage: agenticgen config check [--json]\nEvery problem is told at once; values of secrets are never shown.',
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals[0] !== 'check') throw new CommandError('Cannot use config: wanted "config check"');
    const { dataFolder, port, host } = readConfig(terminal.env);
    if (values.json)
      terminal.print(JSON.stringify({ valid: true, dataFolder, port, host, keys: configKeys() }));
    else {
      for (const { name, description } of configKeys()) terminal.print(`${name.padEnd(26)} ${description}`);
      terminal.print(`Valid: ${host}:${port}, data in ${dataFolder}`);
    }
    return 0;
  },
};
