import type { HttpBindings } from '@hono/node-server';

/** Where a request comes from: of one behind a proxy the proxy's. Null only for one that came through no socket. */
export function clientAddress({ env }: { env: unknown }): string | null {
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket?.remoteAddress ?? null;
}
