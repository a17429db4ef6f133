import { type Command, CommandError, readOptions } from './command.ts';
import { runFlow } from './run-flow.ts';
import { type RunLine, serverClient } from './server-client.ts';

const OPTIONS = {
  json: { type: 'boolean', default: false },
  input: { type: 'string' },
  set: { type: 'string', multiple: true },
} as const;
const FLOW = /\.(?:ya?ml|json)$/i;

function line({ sequence, type, step, payload }: RunLine): string {
  const rest = JSON.stringify(payload);
  return `${String(sequence).padStart(4)}  ${type.padEnd(18)} ${(step ?? '').padEnd(12)} ${rest.slice(0, 160)}`;
}

export const run: Command = {
  summary: 'Run a workflow from a file, or follow the log of a run',
  help: [
    'Usage: agenticgen run FLOW.yaml [--input IN.json|-] [--set KEY=VALUE ...] [--json]',
    '       agenticgen run RUN_ID [--json]',
    'Saves the flow as a workflow of its name and shows what its nodes do; Ctrl+C stops the run.',
    'Needs AGENTICGEN_API_KEY; AGENTICGEN_URL where the server is elsewhere. Exit code 0 only where the run is done.',
  ].join('\n'),
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [runId] = positionals;
    if (runId && FLOW.test(runId)) {
      const { input, set = [], json } = values;
      return runFlow(runId, { input, set, json }, terminal);
    }
    if (!runId) throw new CommandError('Cannot follow run: its id is missing');
    let end = '';
    for await (const event of serverClient(terminal).events(runId)) {
      terminal.print(values.json ? JSON.stringify(event) : line(event));
      end = event.type;
    }
    return end === 'run.finished' ? 0 : 1;
  },
};
