import type { IsolatedProcess } from '@agenticgen/sandbox';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { MAX_MESSAGE_BYTES } from './limits.ts';

const MAX_DIAGNOSTIC_LENGTH = 2_000;
const END_GRACE_MS = 1_000;

/** The MCP transport over the standard streams of a program behind walls. `open` starts it. */
export function isolatedTransport(
  open: () => Promise<IsolatedProcess>,
): Transport & { diagnostic(): string } {
  const buffer = new ReadBuffer({ maxBufferSize: MAX_MESSAGE_BYTES });
  let child: IsolatedProcess | undefined;
  let said = '';

  function read(chunk: Buffer): void {
    try {
      buffer.append(chunk);
    } catch (error) {
      transport.onerror?.(error as Error);
      return void child?.kill('SIGKILL');
    }
    for (;;) {
      try {
        const message = buffer.readMessage();
        if (message === null) return;
        transport.onmessage?.(message);
      } catch (error) {
        // A line that is no message: the next one may be.
        transport.onerror?.(error as Error);
      }
    }
  }

  const transport: Transport & { diagnostic(): string } = {
    diagnostic: () => said,
    async start() {
      const started = await open();
      child = started;
      started.stdout.on('data', read);
      started.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('utf8')).slice(-MAX_DIAGNOSTIC_LENGTH);
      });
      started.stdin.on('error', (error) => transport.onerror?.(error));
      started.once('error', (error) => transport.onerror?.(error));
      started.once('close', () => transport.onclose?.());
    },
    send(message: JSONRPCMessage) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (!child) return Promise.reject(new TypeError('The program was not started'));
      child.stdin.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()));
      return promise;
    },
    async close() {
      const ending = child;
      if (!ending || ending.exitCode !== null) return;
      ending.stdin.end();
      const timer = setTimeout(() => ending.kill('SIGKILL'), END_GRACE_MS);
      ending.once('close', () => clearTimeout(timer));
    },
  };
  return transport;
}
