// Holds the conversation with a supervisor that runs one cell after the other.
import { randomUUID } from 'node:crypto';
import { serveEgress } from '../../egress/wire.ts';
import { SandboxError } from '../../lib/errors.ts';
import {
  cancelledExecution,
  type DriverSession,
  type Egress,
  type Execution,
  type PreparedJob,
  type RunOptions,
} from '../../lib/execution.ts';
import { type Conversation, coldConversation } from './conversation.ts';
import { createFrameReader, type Frame, violation } from './frames.ts';
import { encodedJob, JobNotTaken, type Launch, NO_WALLS, wallsOf } from './launch.ts';
import { collectResult } from './result.ts';

/** Asks a cell to end; a supervisor kills one that does not. */
const INTERRUPT = 'I';
/** For the start of the sandbox, and for a supervisor that is held up. */
const GRACE_MS = 30_000;
const CLOSE_GRACE_MS = 1_000;

/** `open` gives the supervisor to talk to; by default one that is started for this session alone. */
export async function openSession(
  launch: Launch,
  job: PreparedJob,
  hasEgress: boolean,
  open?: () => Conversation,
): Promise<DriverSession> {
  const group = `run-${randomUUID()}`;
  const left = async () => launch.clean?.(group);
  const talk = open?.() ?? coldConversation(launch.recipe, launch.outerFilter, left, hasEgress);
  const line = listen(talk);
  const { memoryBytes } = job.limits;
  const egressFd = talk.egress?.fd;
  const walls = () => wallsOf(launch, { memoryBytes, isGuarded: job.guards.length > 0, group, egressFd });
  const way = wayOut(talk);
  talk.input.write(encodedJob(job, talk.stands ? NO_WALLS : walls(), true));
  const end = async () => {
    talk.input.end();
    const late = setTimeout(() => talk.kill(), CLOSE_GRACE_MS);
    await talk.closed;
    clearTimeout(late);
  };
  try {
    await taken(line, job);
  } catch (error) {
    await end();
    throw talk.stands ? new JobNotTaken() : error;
  }
  return {
    run: (cell, options) => way.during(options.egress, () => runCell(talk, line, cell, options)),
    ended: talk.closed.then(() => {}),
    close: end,
  };
}

/** One descriptor for all cells; the broker is that of the cell under way. */
function wayOut(talk: Conversation) {
  let current: { egress: Egress; ended: AbortController } | undefined;
  const over = new AbortController();
  void talk.closed.then(() => over.abort());
  const asked: Egress = async (request, signal) =>
    current
      ? current.egress(request, AbortSignal.any([signal, current.ended.signal]))
      : { refused: 'this cell has no way out' };
  if (talk.egress) void serveEgress(talk.egress.stream, asked, over.signal);
  return {
    async during<T>(egress: Egress | undefined, act: () => Promise<T>): Promise<T> {
      const ended = new AbortController();
      current = egress && { egress, ended };
      try {
        return await act();
      } finally {
        current = undefined;
        ended.abort();
      }
    },
  };
}

/** Frames go to whoever listens now; one that nobody waits for breaks the session. */
type Line = { hear(read: (chunk: Buffer) => void): void; closed: Promise<string> };

function listen(talk: Conversation): Line {
  const unasked = () => talk.kill();
  let read: (chunk: Buffer) => void = unasked;
  talk.output.on('data', (chunk: Buffer) => read(chunk));
  return {
    hear(next) {
      read = next;
    },
    closed: talk.closed,
  };
}

/** Resolves with what `wanted` makes of a frame; rejects when the supervisor is gone or says what it may not. */
async function heard<T>(line: Line, job: PreparedJob, wanted: (frame: Frame) => T | undefined): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const reader = createFrameReader(job.limits, (frame) => {
    const value = wanted(frame);
    if (value !== undefined) resolve(value);
  });
  line.hear((chunk) => {
    try {
      reader(chunk);
    } catch (error) {
      reject(error);
    }
  });
  const late = setTimeout(() => reject(interrupted()), job.limits.wallMs + GRACE_MS);
  void line.closed.then(() => reject(interrupted()));
  try {
    return await promise;
  } finally {
    clearTimeout(late);
  }
}

const interrupted = () =>
  new SandboxError('sandbox_interrupted', 'Cannot finish cell: the session was killed while it ran');

function taken(line: Line, job: PreparedJob): Promise<true> {
  return heard(line, job, ({ kind, payload }) => {
    if (kind === 'taken') return true;
    if (kind !== 'failed') throw violation(`a ${kind} frame before the session`);
    throw new SandboxError(
      'sandbox_failed',
      `Cannot open session: ${payload.toString('utf8').slice(0, 500)}`,
    );
  });
}

async function runCell(
  talk: Conversation,
  line: Line,
  cell: PreparedJob,
  options: RunOptions,
): Promise<Execution> {
  if (options.signal?.aborted) return cancelledExecution();
  const collector = collectResult(cell.limits, options.onOutput);
  const onAbort = () => talk.input.write(INTERRUPT);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  talk.input.write(encodedJob(cell, NO_WALLS));
  try {
    return await heard(line, cell, (frame) => {
      collector.accept(frame);
      const report = collector.report();
      if (report) return collector.execution(report);
      const failure = collector.failure();
      if (failure === undefined) return undefined;
      throw new SandboxError('sandbox_failed', `Cannot run cell: the sandbox failed: ${failure}`);
    });
  } catch (error) {
    talk.kill();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}
