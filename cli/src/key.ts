import { createKeyFor, readConfig } from '@agenticgen/server';
import { type Command, CommandError, readOptions } from './command.ts';

const OPTIONS = {
  user: { type: 'string' },
  name: { type: 'string', default: 'cli' },
  json: { type: 'boolean', default: false },
} as const;

export const key: Command = {
  summary: 'Make an API key for a user',
  help: 'Usage: agenticgen key create --user EMAIL [--name NAME] [--json]\nReads the data folder (DATA_DIR or DATABASE_URL). The key is shown this once.',
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals[0] !== 'create') throw new CommandError('Cannot use key: wanted "key create"');
    if (!values.user) throw new CommandError('Cannot make key: --user EMAIL is missing');
    const made = await createKeyFor(readConfig(terminal.env), { email: values.user, name: values.name });
    terminal.print(values.json ? JSON.stringify({ id: made.id, key: made.key }) : made.key);
    return 0;
  },
};
