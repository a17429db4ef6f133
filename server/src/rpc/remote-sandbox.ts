import {
  cancelledExecution,
  type Driver,
  type Execution,
  type FileLimit,
  GUARDS,
  type Guard,
  type KillReason,
  type PreparedJob,
  type Probe,
  SANDBOX_ERROR_CODES,
  SandboxError,
  type SandboxErrorCode,
  type StreamName,
} from '@agenticgen/sandbox';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { type Ended, SandboxService } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import { MAX_SANDBOX_MESSAGE_BYTES } from './listen.ts';

export interface RemoteSandboxOptions {
  /** http://host:port of a process with ROLES=sandbox. */
  url: string;
  token: string;
}

/** A sandbox that is a process of its own, usually in a container of its own. What runs there stays there. */
export function remoteSandbox({ url, token }: RemoteSandboxOptions): Driver {
  const limits = { readMaxBytes: MAX_SANDBOX_MESSAGE_BYTES, writeMaxBytes: MAX_SANDBOX_MESSAGE_BYTES };
  const client = createClient(SandboxService, createGrpcTransport({ baseUrl: url, ...limits }));
  const headers = { authorization: `Bearer ${token}` };
  const closing = new AbortController();

  return {
    name: 'remote',
    async probe() {
      try {
        const { level, reason, fix, python, javascript } = await client.probe({}, { headers });
        return {
          level: level as Probe['level'],
          ...(reason === undefined ? {} : { reason }),
          ...(fix === undefined ? {} : { fix }),
          python: python ? { version: python.version, packages: python.packages } : null,
          javascript: javascript ? { version: javascript.version } : null,
        };
      } catch (error) {
        return unreachable(url, error);
      }
    },
    async run(job, { signal, onOutput, share = '' }) {
      const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      const execution = cancelledExecution();
      try {
        for await (const { event } of client.run(requestOf(job, share), { headers, signal: stop })) {
          if (event.case === 'output') onOutput?.(event.value.stream as StreamName, event.value.text);
          if (event.case === 'file') execution.files.push(fileOf(event.value));
          if (event.case === 'figure' && event.value.file) {
            const mediaType = event.value.mediaType as 'image/png';
            execution.figures.push({ ...fileOf(event.value.file), mediaType });
          }
          if (event.case === 'ended') return ended(execution, event.value);
        }
      } catch (error) {
        if (stop.aborted) return cancelledExecution();
        throw sandboxError(error);
      }
      throw new SandboxError(
        'sandbox_failed',
        'Cannot run code: the sandbox ended the stream without a result',
      );
    },
    async close() {
      closing.abort();
    },
  };
}

function requestOf({ language, code, files, limits, guards }: PreparedJob, share: string) {
  return {
    language,
    code,
    files: files.map(({ name, bytes }) => ({ name, content: bytes as Uint8Array<ArrayBuffer> })),
    limits: { ...limits },
    guards: [...guards],
    allGuards: guards.length === GUARDS.length,
    share,
  };
}

function fileOf({ name, content }: { name: string; content: Uint8Array }) {
  return { name, bytes: content };
}

function ended(made: Execution, end: Ended): Execution {
  const { killedBy: _, ...rest } = made;
  return {
    ...rest,
    exitCode: end.exitCode ?? null,
    stdout: end.stdout,
    stderr: end.stderr,
    durationMs: end.durationMs,
    cpuMs: end.cpuMs,
    truncated: { stdout: end.stdoutTruncated, stderr: end.stderrTruncated },
    ...(end.killedBy === undefined ? {} : { killedBy: end.killedBy as KillReason }),
    ...(end.leftOut
      ? { leftOut: { count: end.leftOut.count, limits: end.leftOut.limits as FileLimit[] } }
      : {}),
    ...(end.refused.length === 0
      ? {}
      : { refused: end.refused.map(({ rule, event, count }) => ({ rule: rule as Guard, event, count })) }),
  };
}

function unreachable(url: string, error: unknown): Probe {
  const { message } = ConnectError.from(error);
  return {
    level: 'unavailable',
    reason: `The sandbox at ${url} does not answer (${message})`,
    fix: 'Start it with ROLES=sandbox and the same SANDBOX_TOKEN, and look at SANDBOX_URL',
    python: null,
    javascript: null,
  };
}

/** The sandbox's own refusal, or that the connection broke: then nobody knows how far the code came. */
function sandboxError(error: unknown): SandboxError {
  const { rawMessage, metadata, code: rpcCode } = ConnectError.from(error);
  const told = metadata.get('problem-code');
  const code = SANDBOX_ERROR_CODES.find((known) => known === told) ?? codeOf(rpcCode);
  const fix = metadata.get('fix');
  const retryAfter = metadata.get('retry-after-ms');
  return new SandboxError(code, told ? rawMessage : `Cannot run code: the sandbox failed: ${rawMessage}`, {
    ...(fix === null ? {} : { fix }),
    ...(retryAfter === null ? {} : { retryAfterMs: Number(retryAfter) }),
    cause: error,
  });
}

function codeOf(code: Code): SandboxErrorCode {
  return code === Code.Unauthenticated ? 'sandbox_unavailable' : 'sandbox_failed';
}
