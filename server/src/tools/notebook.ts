import { setTimeout as pause } from 'node:timers/promises';
import type { Execution, Session } from '@agenticgen/sandbox';
import { z } from 'zod';
import { admitted, judgeCode } from './code-scan.ts';
import { sessionHasEgress } from './code-sessions.ts';
import { MAX_CODE_LENGTH } from './contract.ts';
import { describe, egressFor, inputsOf, keep, notKept, type RunCodeNeeds } from './run-code.ts';
import { sandboxProblem } from './sandboxed.ts';
import type { Tool, ToolContext } from './tool.ts';

/** Notebooks of one process; of one more the one that was used longest ago is closed. */
export const MAX_NOTEBOOKS = 8;
const IDLE_MS = 10 * 60_000;
const CELL_TIMEOUT_MS = 5 * 60_000;

const schema = z.object({
  code: z
    .string()
    .min(1)
    .max(MAX_CODE_LENGTH)
    .describe('One cell of Python; the value of its last line is shown'),
  restart: z.boolean().default(false).describe('Begins anew, without the variables so far'),
});

interface Notebook {
  session: Session;
  hasEgress: boolean;
  /** Files that it has, by name and content. */
  given: Set<string>;
}

/**
 * notebook: cells of Python that keep their variables, a session for each conversation and person. What a cell changed
 * inside is not undone, so it runs once. Sessions end with the process, and the model is told where one is new.
 */
export function notebookTool(needs: RunCodeNeeds): Tool<z.infer<typeof schema>> {
  const notebooks = new Map<string, Notebook>();

  async function open(key: string, share: string): Promise<Notebook> {
    const oldest = [...notebooks.keys()][0];
    if (oldest !== undefined && notebooks.size >= MAX_NOTEBOOKS) await close(oldest);
    const hasEgress = await sessionHasEgress(needs, 'python', share);
    const session = await needs.sandbox
      .openSession({ language: 'python', share, idleMs: IDLE_MS, hasEgress })
      .catch((error) => {
        throw sandboxProblem(error);
      });
    const made: Notebook = { session, hasEgress, given: new Set() };
    notebooks.set(key, made);
    void session.ended.then(() => {
      if (notebooks.get(key) === made) notebooks.delete(key);
    });
    return made;
  }

  async function close(key: string): Promise<void> {
    const known = notebooks.get(key);
    notebooks.delete(key);
    await known?.session.close();
  }

  async function runCell(notebook: Notebook, code: string, context: ToolContext) {
    const { inputs, leftOut } = await inputsOf(needs, context.area);
    const fresh = inputs.filter(({ name, sha256 }) => !notebook.given.has(`${name}\n${sha256}`));
    const files = fresh.map(({ name, bytes }) => ({ name, bytes }));
    const { signal } = context;
    const egress = notebook.hasEgress ? await egressFor(needs, context, { runsOnce: true }) : undefined;
    const options = { signal, ...(egress ? { egress } : {}) };
    const execution = await notebook.session.run({ code, files }, options).catch((error) => {
      signal.throwIfAborted();
      throw sandboxProblem(error);
    });
    for (const { name, sha256 } of fresh) notebook.given.add(`${name}\n${sha256}`);
    const kept = await keep(needs, context, inputs, execution);
    for (const { name, sha256 } of kept) notebook.given.add(`${name}\n${sha256}`);
    await ending(notebook.session, execution);
    return { execution, kept, leftOut };
  }

  return {
    name: 'notebook',
    title: 'Notebook',
    description:
      'Runs a cell of Python (numpy, pandas, matplotlib) that keeps its variables for the next cells of this conversation, in a sandbox without network.',
    effect: 'write',
    schema,
    right: ['run', 'Execution'],
    traits: { timeoutMs: CELL_TIMEOUT_MS },
    async asks(given, workspaceId) {
      const { data } = schema.safeParse(given);
      if (!data) return false;
      return (
        (await judgeCode(needs.db, workspaceId, { language: 'python', code: data.code })).decision === 'ask'
      );
    },
    async run({ code, restart }, context) {
      const { workspaceId, userId } = context.principal;
      const scan = admitted(await judgeCode(needs.db, workspaceId, { language: 'python', code }));
      const key = `${context.area}\n${userId}`;
      if (restart) await close(key);
      const known = notebooks.get(key);
      const notebook = known ?? (await open(key, workspaceId));
      // The one that was used last stands last.
      notebooks.delete(key);
      notebooks.set(key, notebook);
      const { execution, kept, leftOut } = await runCell(notebook, code, context).catch((error) => {
        // Whatever became of it: the next cell begins anew.
        if (notebooks.get(key) === notebook) void close(key).catch(() => undefined);
        throw error;
      });
      const ok = execution.exitCode === 0 && !execution.killedBy;
      const output = `${known ? '' : '[A new session: no variables yet]\n'}${describe(execution, kept, leftOut)}`;
      return { ok, output, files: kept, citations: [], scan, ...notKept(execution) };
    },
  };
}

/** An exception of Python. With any other end the session may be about to go, and the next cell would find it dying. */
const EXCEPTION = 1;
const END_WAIT_MS = 500;

async function ending({ ended }: Session, { exitCode, killedBy }: Execution): Promise<void> {
  if (!killedBy && (exitCode === 0 || exitCode === EXCEPTION)) return;
  await Promise.race([ended, pause(END_WAIT_MS, undefined, { ref: false })]);
}
