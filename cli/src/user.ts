import { listUsers, readConfig } from '@agenticgen/server';
import { type Command, CommandError, readOptions } from './command.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

export const user: Command = {
  summary: 'List the accounts',
  help: 'Usage: agenticgen user list [--json]\nPeople join by invitation, from the page.',
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals[0] !== 'list') throw new CommandError('Cannot use user: wanted "user list"');
    const users = await listUsers(readConfig(terminal.env));
    if (values.json) terminal.print(JSON.stringify(users));
    else for (const { email, name } of users) terminal.print(`${email}  ${name}`);
    return 0;
  },
};
