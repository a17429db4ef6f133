import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { ApprovalView } from '../../server/src/approvals/contract.ts';
import type { WholeRun, WholeWorkflow } from '../../server/src/workflows/contract.ts';
import { CommandError, type Terminal } from './command.ts';
import { changedLines, createScreen, type Look } from './flow-progress.ts';
import { type ServerClient, serverClient } from './server-client.ts';

export interface FlowOptions {
  /** A JSON file, or - for standard input. */
  input: string | undefined;
  /** key=value, over the input. */
  set: readonly string[];
  json: boolean;
}

/** The state is read again at most this often, however fast events come. */
const REFRESH_MS = 300;
const PAGE = 200;

/** Saves the flow as a workflow of its name, runs it, and shows what its nodes do until it ends. */
export async function runFlow(path: string, options: FlowOptions, terminal: Terminal): Promise<number> {
  const client = serverClient(terminal);
  const definition = await readText(path);
  await refuseProblems(client, definition, terminal);
  const input = await inputOf(options, terminal);
  const workflow = await save(client, definition);
  const started = { input, version: workflow.version };
  const { runId } = await client.call<{ runId: string }>(
    'POST',
    `/api/v1/workflows/${workflow.id}/runs`,
    started,
  );
  if (options.json)
    terminal.print(JSON.stringify({ runId, workflowId: workflow.id, version: workflow.version }));
  using _ = onInterrupt(() => {
    terminal.fail(`Stopping run ${runId}`);
    client
      .call('PUT', `/api/v1/runs/${runId}/cancellation`)
      .catch((error) => terminal.fail(String(error.message)));
  });
  return follow(client, runId, options, terminal);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

interface Problems {
  ok: boolean;
  problems: { code: string; path: (string | number)[]; message: string }[];
}

/** All of them at once, each with its place. */
async function refuseProblems(client: ServerClient, definition: string, terminal: Terminal): Promise<void> {
  const { ok, problems } = await client.call<Problems>('POST', '/api/v1/workflow-validations', {
    definition,
  });
  if (ok) return;
  for (const { code, path, message } of problems)
    terminal.fail(`${path.join('.') || 'flow'}: ${message} (${code})`);
  throw new CommandError(
    `Cannot run flow: it has ${problems.length} problem${problems.length === 1 ? '' : 's'}`,
    1,
  );
}

/** The workflow that bears the name gets a new version, if anything changed; else there is a new workflow. */
async function save(client: ServerClient, definition: string): Promise<WholeWorkflow> {
  const made = await named(client, definition);
  if (made) return client.call<WholeWorkflow>('PUT', `/api/v1/workflows/${made}`, { definition });
  return client.call<WholeWorkflow>('POST', '/api/v1/workflows', { definition });
}

async function named(client: ServerClient, definition: string): Promise<string | undefined> {
  const { name: wanted } = parse(definition) as { name: string };
  for (let cursor = ''; ; ) {
    const path = `/api/v1/workflows?limit=${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page = await client.call<{ items: { id: string; name: string }[]; next: string | null }>(
      'GET',
      path,
    );
    const found = page.items.find((item) => item.name === wanted);
    if (found || page.next === null) return found?.id;
    cursor = page.next;
  }
}

async function inputOf({ input, set }: FlowOptions, terminal: Terminal): Promise<Record<string, unknown>> {
  const text = input === undefined ? '{}' : input === '-' ? await terminal.input() : await readText(input);
  const values = parseInput(text);
  for (const pair of set) {
    const at = pair.indexOf('=');
    if (at < 1) throw new CommandError(`Cannot read --set ${pair}: key=value is wanted`);
    values[pair.slice(0, at)] = setValue(pair.slice(at + 1));
  }
  return values;
}

function parseInput(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, as for any other JSON.
  }
  throw new CommandError('Cannot read input: a JSON object is wanted');
}

/** JSON where it is JSON, else the text itself. */
function setValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Each event may have changed something; the state is read again, not too often, and at the end. */
async function follow(
  client: ServerClient,
  runId: string,
  { json }: FlowOptions,
  terminal: Terminal,
): Promise<number> {
  const show = json ? showJson(terminal) : showLines(terminal);
  let readAt = 0;
  const read = async () => {
    readAt = Date.now();
    const run = await client.call<WholeRun>('GET', `/api/v1/workflow-runs/${runId}`);
    show({ run, questions: run.state === 'waiting' ? await questionsOf(client, runId) : [] });
    return run;
  };
  let later: NodeJS.Timeout | undefined;
  for await (const _ of client.events(runId)) {
    // What an event changed is shown even if no other follows it.
    const tell = (error: Error) => terminal.fail(error.message);
    later ??= setTimeout(
      () => {
        later = undefined;
        read().catch(tell);
      },
      Math.max(0, readAt + REFRESH_MS - Date.now()),
    );
  }
  clearTimeout(later);
  const run = await read();
  if (json)
    terminal.print(JSON.stringify({ state: run.state, output: run.output ?? null, error: run.error }));
  else if (run.state === 'done') terminal.print(JSON.stringify(run.output ?? null, null, 2));
  else terminal.fail(run.error ? `${run.error.message} (${run.error.code})` : `The run is ${run.state}`);
  return run.state === 'done' ? 0 : 1;
}

/** What waits for people, of this run. */
async function questionsOf(client: ServerClient, runId: string): Promise<ApprovalView[]> {
  const path = `/api/v1/approvals?state=pending&limit=${PAGE}`;
  const { items } = await client.call<{ items: ApprovalView[] }>('GET', path);
  return items.filter((approval) => approval.runId === runId);
}

function showJson({ print }: Terminal): (look: Look) => void {
  const known = new Map<string, string>();
  return ({ run }) => {
    for (const node of run.nodes) {
      const text = JSON.stringify({ node });
      if (node.state !== 'idle' && known.get(node.path) !== text) print(text);
      known.set(node.path, text);
    }
  };
}

function showLines({ size, print, write }: Terminal): (look: Look) => void {
  const draw = createScreen();
  let before: Look | null = null;
  return (look) => {
    if (size) write(draw(look, size()));
    else for (const line of changedLines(look, before)) print(line);
    before = look;
  };
}

function onInterrupt(act: () => void): Disposable {
  process.once('SIGINT', act);
  return { [Symbol.dispose]: () => void process.off('SIGINT', act) };
}
