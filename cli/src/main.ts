import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { bench } from './bench.ts';
import { type Command, CommandError, type Terminal } from './command.ts';
import { config } from './config.ts';
import { doctor } from './doctor.ts';
import { exec } from './exec.ts';
import { key } from './key.ts';
import { knowledge } from './knowledge.ts';
import { run } from './run.ts';
import { sandbox } from './sandbox.ts';
import { start } from './start.ts';
import { user } from './user.ts';

const COMMANDS: Record<string, Command> = {
  start,
  exec,
  ask,
  run,
  knowledge,
  key,
  audit,
  user,
  sandbox,
  config,
  doctor,
  bench,
};

const terminal: Terminal = {
  env: process.env,
  size: process.stdout.isTTY ? () => process.stdout : undefined,
  print: (line) => process.stdout.write(`${line}\n`),
  write: (text) => process.stdout.write(text),
  fail: (line) => process.stderr.write(`${line}\n`),
  input: async () => {
    if (process.stdin.isTTY) return '';
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  },
};

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Usage: agenticgen <command> [options]',
    '',
    ...lines,
    '',
    'agenticgen <command> --help tells more.',
  ].join('\n');
}

/** Answers the exit code: 0 only where the command did what it was asked. */
async function main([name, ...args]: string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    const asked = name === undefined || name === '--help' || name === 'help';
    (asked ? terminal.print : terminal.fail)(usage());
    return asked ? 0 : 2;
  }
  if (args.includes('--help')) {
    terminal.print(command.help);
    return 0;
  }
  return command.run(args, terminal);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { message, fix } = error as { message: string; fix?: string };
  terminal.fail(fix ? `${message}\n${fix}` : message);
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}
