import { type Command, CommandError, readOptions } from './command.ts';
import { type RunLine, serverClient } from './server-client.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

function line({ sequence, type, step, payload }: RunLine): string {
  const rest = JSON.stringify(payload);
  return `${String(sequence).padStart(4)}  ${type.padEnd(18)} ${(step ?? '').padEnd(12)} ${rest.slice(0, 160)}`;
}

export const run: Command = {
  summary: 'Follow the log of a run until it ends',
  help: 'Usage: agenticgen run RUN_ID [--json]\nNeeds AGENTICGEN_API_KEY. Exit code 0 only where the run is done.',
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [runId] = positionals;
    if (!runId) throw new CommandError('Cannot follow run: its id is missing');
    let end = '';
    for await (const event of serverClient(terminal).events(runId)) {
      terminal.print(values.json ? JSON.stringify(event) : line(event));
      end = event.type;
    }
    return end === 'run.finished' ? 0 : 1;
  },
};
