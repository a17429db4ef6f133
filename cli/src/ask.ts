import { type Command, CommandError, readOptions, type Terminal } from './command.ts';
import { type RunLine, serverClient } from './server-client.ts';
import { waitLine } from './wait-line.ts';

const OPTIONS = {
  agent: { type: 'string' },
  model: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Answers the piece of text that an event adds. */
function textOf(event: RunLine, lastStep: string | null): string {
  if (event.type !== 'text.delta') return '';
  const gap = lastStep !== null && lastStep !== event.step ? '\n\n' : '';
  return gap + String(event.payload.text);
}

/** The answer on standard output; what it waits for beside it. */
function tell(terminal: Terminal, event: RunLine, lastStep: string | null): void {
  terminal.write(textOf(event, lastStep));
  const wait = waitLine(event);
  if (wait) terminal.fail(wait);
}

export const ask: Command = {
  summary: 'Ask the running server and print the answer as it comes',
  help: 'Usage: agenticgen ask [--agent code] [--model ID] [--json] QUESTION\nNeeds AGENTICGEN_API_KEY; AGENTICGEN_URL where the server is elsewhere. Without a question it reads standard input.\nWith --json the first line names conversation, message and run; the events of the run follow, a line each.',
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const text = positionals.join(' ') || (await terminal.input());
    if (text.trim() === '') throw new CommandError('Cannot ask: there is no question');
    const client = serverClient(terminal);
    const { id } = await client.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const { agent, model, json } = values;
    const sent = { text, ...(agent ? { agent } : {}), ...(model ? { model } : {}) };
    const path = `/api/v1/conversations/${id}/messages`;
    const { messageId, runId } = await client.call<{ messageId: string; runId: string }>('POST', path, sent);
    if (json) terminal.print(JSON.stringify({ conversationId: id, messageId, runId }));
    let lastStep: string | null = null;
    let end = '';
    for await (const event of client.events(runId)) {
      if (json) terminal.print(JSON.stringify(event));
      else tell(terminal, event, lastStep);
      if (event.type === 'text.delta') lastStep = event.step;
      end = event.type;
      if (event.type === 'run.failed') terminal.fail(String(event.payload.message));
    }
    if (!json) terminal.write('\n');
    return end === 'run.finished' ? 0 : 1;
  },
};
