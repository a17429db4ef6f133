import { bubblewrap, createSandbox, ladder, wasm } from '@agenticgen/sandbox';
import { readConfig } from '@agenticgen/server';
import { type Command, readOptions } from './command.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

export const doctor: Command = {
  summary: 'Say what this machine can do and what is missing',
  help: 'Usage: agenticgen doctor [--json]\nExit code 1 where something is missing.',
  async run(args, terminal) {
    const { values } = readOptions(args, OPTIONS);
    const { dataFolder, sandbox: wanted } = readConfig(terminal.env);
    const { minLevel } = wanted;
    const walls = bubblewrap({ standbys: 0 });
    const driver = minLevel === 'wasm' ? ladder([walls, wasm({ standbys: 0 })], minLevel) : walls;
    const sandbox = createSandbox({ driver, minLevel });
    const probe = await sandbox.probe();
    await sandbox.close();
    const found = { node: process.version, dataFolder, sandbox: probe };
    if (values.json) terminal.print(JSON.stringify(found));
    else {
      terminal.print(`Node        ${found.node}`);
      terminal.print(`Data folder ${dataFolder}`);
      terminal.print(`Sandbox     ${probe.level}${probe.reason ? ` (${probe.reason})` : ''}`);
      terminal.print(`Python      ${probe.python?.version ?? 'missing'}`);
      terminal.print(`JavaScript  ${probe.javascript?.version ?? 'missing'}`);
      if (probe.fix) terminal.print(`To mend it: ${probe.fix}`);
    }
    return probe.level === 'unavailable' || !probe.python || !probe.javascript ? 1 : 0;
  },
};
