import type { Driver, Language, Probe } from '@agenticgen/sandbox';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { SandboxService } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import { MAX_SANDBOX_MESSAGE_BYTES } from './listen.ts';
import { followRun } from './remote-execution.ts';
import { openRemoteSession } from './remote-session.ts';
import { filesTo, guardsTo } from './sandbox-messages.ts';

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
        const { level, reason, fix, python, javascript, egress } = await client.probe({}, { headers });
        return {
          level: level as Probe['level'],
          ...(reason === undefined ? {} : { reason }),
          ...(fix === undefined ? {} : { fix }),
          egress: egress as Language[],
          python: python ? { version: python.version, packages: python.packages } : null,
          javascript: javascript ? { version: javascript.version } : null,
        };
      } catch (error) {
        return unreachable(url, error);
      }
    },
    async run({ language, code, files, limits: given, guards }, { signal, onOutput, share = '', egress }) {
      const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      const request = {
        ...{ language, code, share, limits: { ...given }, files: filesTo(files), ...guardsTo(guards) },
        hasEgress: egress !== undefined,
      };
      const events = client.run(request, { headers, signal: stop });
      return followRun(events, { client, headers, stop, onOutput, egress });
    },
    openSession: (job, options = {}) =>
      openRemoteSession({ client, headers, closing: closing.signal }, job, options),
    async close() {
      closing.abort();
    },
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
