import { createHash, timingSafeEqual } from 'node:crypto';
import {
  GUARDS,
  type Job,
  type Language,
  type Limits,
  type Sandbox,
  SandboxError,
  type StreamName,
} from '@agenticgen/sandbox';
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from '@connectrpc/connect';
import { type RunRequest, SandboxService } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';

export interface SandboxServiceNeeds {
  sandbox: Sandbox;
  /** What callers have to know. */
  token: string;
}

/** The service of `proto/agenticgen/sandbox/v1`: one sandbox, for callers that know the token. */
export function sandboxService({ sandbox, token }: SandboxServiceNeeds): (router: ConnectRouter) => void {
  const admit = admission(token);
  return (router) =>
    router.service(SandboxService, {
      async probe(_, context) {
        admit(context);
        const { python, javascript, ...state } = await sandbox.probe();
        return {
          ...state,
          ...(python ? { python } : {}),
          ...(javascript ? { javascript: { ...javascript, packages: {} } } : {}),
        };
      },

      async *run(request, context) {
        admit(context);
        const output = outputQueue();
        const ended = sandbox
          .run(jobOf(request), { signal: context.signal, share: request.share, onOutput: output.add })
          .finally(output.close);
        // Its failure is thrown below, once what came before has been said.
        ended.catch(() => undefined);
        for await (const said of output) yield { event: { case: 'output' as const, value: said } };
        const { files, figures, truncated, ...rest } = await ended.catch(refuse);
        for (const { name, bytes } of files)
          yield { event: { case: 'file' as const, value: { name, content: owned(bytes) } } };
        for (const { name, bytes, mediaType } of figures) {
          const value = { file: { name, content: owned(bytes) }, mediaType };
          yield { event: { case: 'figure' as const, value } };
        }
        const value = {
          ...rest,
          exitCode: rest.exitCode ?? undefined,
          stdoutTruncated: truncated.stdout,
          stderrTruncated: truncated.stderr,
        };
        yield { event: { case: 'ended' as const, value } };
      },
    });
}

/** In constant time, whatever is sent. */
function admission(token: string): (context: Pick<HandlerContext, 'requestHeader'>) => void {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const wanted = hash(`Bearer ${token}`);
  return ({ requestHeader }) => {
    if (timingSafeEqual(hash(requestHeader.get('authorization') ?? ''), wanted)) return;
    throw new ConnectError(
      'Cannot call sandbox: the token is not the one of this sandbox',
      Code.Unauthenticated,
    );
  };
}

/** What does not fit is refused by the sandbox itself, with its code. */
function jobOf({ language, code, files, limits, guards, allGuards }: RunRequest): Job {
  return {
    language: language as Language,
    code,
    files: files.map(({ name, content }) => ({ name, bytes: content })),
    limits: limits as Partial<Limits>,
    guards: allGuards ? GUARDS : GUARDS.filter((guard) => guards.includes(guard)),
  };
}

function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

const CODES: Partial<Record<SandboxError['code'], Code>> = {
  sandbox_unavailable: Code.FailedPrecondition,
  sandbox_busy: Code.ResourceExhausted,
  sandbox_closed: Code.Unavailable,
  sandbox_failed: Code.Aborted,
};

function refuse(error: unknown): never {
  if (!(error instanceof SandboxError)) throw error;
  const metadata = new Headers({ 'problem-code': error.code });
  if (error.fix !== undefined) metadata.set('fix', error.fix);
  if (error.retryAfterMs !== undefined) metadata.set('retry-after-ms', String(error.retryAfterMs));
  throw new ConnectError(error.message, CODES[error.code] ?? Code.InvalidArgument, metadata);
}

interface Said {
  stream: StreamName;
  text: string;
}

/** From calls to a stream; it is bounded by the run's own limit of output. */
function outputQueue(): AsyncIterable<Said> & { add(stream: StreamName, text: string): void; close(): void } {
  let waiting: Said[] = [];
  let isClosed = false;
  let wake = Promise.withResolvers<void>();
  return {
    add(stream, text) {
      const last = waiting.at(-1);
      if (last?.stream === stream) last.text += text;
      else waiting.push({ stream, text });
      wake.resolve();
    },
    close() {
      isClosed = true;
      wake.resolve();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        await wake.promise;
        wake = Promise.withResolvers();
        const said = waiting;
        waiting = [];
        yield* said;
        if (isClosed && waiting.length === 0) return;
      }
    },
  };
}
