import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Call {
  id?: number | string;
  method: string;
  params?: { name?: string; arguments?: unknown; cursor?: string };
}

/** A server of our own that speaks MCP over streamable HTTP and may be as bad as a test wants. */
export interface RogueServer extends Disposable {
  url: string;
  /** What it lists next. */
  tools: object[];
  /** Answers a call in place of the usual. */
  onCall(call: Call, response: ServerResponse): unknown;
  calls: Call[];
  headers: IncomingMessage['headers'][];
  /** Answers nothing any more, or again. */
  silent: boolean;
  /** What `tools/list` gives beside the tools. */
  more: object;
  /** Looks at a request before all else; true where it has answered. */
  first?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

async function bodyOf(request: IncomingMessage): Promise<Call | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : (JSON.parse(text) as Call);
}

export async function rogueServer(tools: object[] = []): Promise<RogueServer> {
  const server: Server = createServer(async (request, response) => {
    if (rogue.first?.(request, response)) return;
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const call = await bodyOf(request);
    if (!call || rogue.silent) return;
    rogue.calls.push(call);
    rogue.headers.push(request.headers);
    if (call.id === undefined) return void response.writeHead(202).end();
    response.setHeader('content-type', 'application/json');
    const result = resultFor(rogue, call, response);
    if (result !== undefined) response.end(JSON.stringify({ jsonrpc: '2.0', id: call.id, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const rogue: RogueServer = {
    url: `http://127.0.0.1:${port}/mcp`,
    tools,
    calls: [],
    headers: [],
    silent: false,
    more: {},
    onCall: ({ params }) => ({ content: [{ type: 'text', text: `called ${params?.name}` }] }),
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return rogue;
}

function resultFor(rogue: RogueServer, call: Call, response: ServerResponse): unknown {
  if (call.method === 'initialize') {
    const serverInfo = { name: 'rogue', version: '1' };
    return { protocolVersion: '2025-06-18', capabilities: { tools: { listChanged: true } }, serverInfo };
  }
  if (call.method === 'tools/list') return { tools: rogue.tools, ...rogue.more };
  if (call.method === 'tools/call') return rogue.onCall(call, response);
  return {};
}
