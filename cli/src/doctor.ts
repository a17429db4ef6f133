import { createSandbox, type Driver, gvisor, type Level, type Probe } from '@agenticgen/sandbox';
import { localDriver, readConfig } from '@agenticgen/server';
import { type Command, readOptions } from './command.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

export const doctor: Command = {
  summary: 'Say what this machine can do and what is missing',
  help: 'Usage: agenticgen doctor [--json]\nExit code 1 where something is missing.',
  async run(args, terminal) {
    const { values } = readOptions(args, OPTIONS);
    const { dataFolder, sandbox: wanted } = readConfig(terminal.env);
    const probe = await probeOf(localDriver({ ...wanted, standbys: 0 }), wanted.minLevel);
    const vm = probe.level === 'vm' ? probe : await probeOf(gvisor(), 'vm');
    const found = { node: process.version, dataFolder, sandbox: probe, gvisor: vm };
    if (values.json) terminal.print(JSON.stringify(found));
    else {
      terminal.print(`Node        ${found.node}`);
      terminal.print(`Data folder ${dataFolder}`);
      terminal.print(`Sandbox     ${probe.level}${probe.reason ? ` (${probe.reason})` : ''}`);
      terminal.print(`Python      ${probe.python?.version ?? 'missing'}`);
      terminal.print(`JavaScript  ${probe.javascript?.version ?? 'missing'}`);
      terminal.print(`gVisor      ${gvisorState(vm, probe)}`);
      if (probe.fix) terminal.print(`To mend it: ${probe.fix}`);
    }
    return probe.level === 'unavailable' || !probe.python || !probe.javascript ? 1 : 0;
  },
};

async function probeOf(driver: Driver, minLevel: Level): Promise<Probe> {
  const sandbox = createSandbox({ driver, minLevel });
  try {
    return await sandbox.probe();
  } finally {
    await sandbox.close();
  }
}

/** It need not be there: it is for whoever asks for it. */
function gvisorState({ level, reason, fix }: Probe, used: Probe): string {
  if (level !== 'unavailable')
    return used.level === level
      ? 'used'
      : 'works here; used with SANDBOX_MIN_LEVEL=vm or SANDBOX_DRIVER=gvisor';
  return `not used: ${reason}${fix ? ` (${fix})` : ''}`;
}
