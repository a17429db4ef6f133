import { addPackages, type Change, currentSet, removePackages } from '@agenticgen/sandbox';
import { readConfig } from '@agenticgen/server';
import { type Command, CommandError, readOptions, type Terminal } from './command.ts';

const OPTIONS = {
  index: { type: 'string' },
  advisories: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const WANTED = 'wanted "sandbox packages add|list|remove"';

export const sandbox: Command = {
  summary: 'Choose the Python packages of the sandbox',
  help: [
    'Usage: agenticgen sandbox packages list [--json]',
    '       agenticgen sandbox packages add NAME[==VERSION]... [--index URL] [--advisories PATH|URL] [--json]',
    '       agenticgen sandbox packages remove NAME... [--json]',
    'Wheels only; each, with what it needs, is held against known advisories (OSV) and refused if it has one.',
    'A change is whole or not at all. Runs that begin after it see it, in a server that works as well.',
    'Reads SANDBOX_PACKAGES_DIR, SANDBOX_PACKAGE_INDEX and SANDBOX_ADVISORIES.',
  ].join('\n'),
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [topic, act, ...names] = positionals;
    if (topic !== 'packages') throw new CommandError(`Cannot use sandbox: ${WANTED}`);
    const config = readConfig(terminal.env).sandbox;
    const root = config.packagesFolder;
    if (act === 'list') return list(root, values.json, terminal);
    if (act !== 'add' && act !== 'remove') throw new CommandError(`Cannot use sandbox: ${WANTED}`);
    if (names.length === 0) throw new CommandError(`Cannot ${act} packages: none is named`);
    const needs = {
      root,
      index: values.index ?? config.packageIndex,
      advisories: values.advisories ?? config.advisories ?? undefined,
      onProgress: (line: string) => terminal.fail(line),
    };
    const change = await (act === 'add' ? addPackages : removePackages)(needs, names);
    tell(change, values.json, terminal);
    return 0;
  },
};

function list(root: string, isJson: boolean, terminal: Terminal): number {
  const set = currentSet(root);
  const { requirements = [], wheels = [] } = set ?? {};
  if (isJson) terminal.print(JSON.stringify({ requirements, packages: wheels }));
  else if (wheels.length === 0) terminal.print('No packages beside those of the system');
  else for (const { name, version, sha256 } of wheels) terminal.print(`${name} ${version}  sha256:${sha256}`);
  return 0;
}

function tell({ set, added, removed }: Change, isJson: boolean, terminal: Terminal): void {
  if (isJson) {
    const { requirements, wheels: packages } = set;
    terminal.print(JSON.stringify({ requirements, packages, added, removed }));
    return;
  }
  for (const { name, version } of removed) terminal.print(`- ${name} ${version}`);
  for (const { name, version } of added) terminal.print(`+ ${name} ${version}`);
  if (added.length + removed.length === 0) terminal.print('Nothing changed');
}
