import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from './install-line.ts';

const run = promisify(execFile);

export interface ReadingServer extends AsyncDisposable {
  /** Where the protocol begins. */
  url: string;
  /** What was asked for: the system text and the media types of its pictures. */
  asked: { system: string; mediaTypes: string[] }[];
  /** Answers so many of the next requests with this status. */
  fail(status: number, count: number): void;
}

interface Part {
  type: string;
  image_url?: { url: string };
}

/**
 * A model that really sees: it speaks OpenAI's chat protocol and answers with the letters that Tesseract (Debian's
 * package) reads in the pictures it is sent.
 */
export async function readingServer(): Promise<ReadingServer> {
  const tesseract = requireProgram('tesseract', 'tesseract-ocr');
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-reading-'));
  const asked: ReadingServer['asked'] = [];
  let failing = { status: 500, left: 0 };
  let pictures = 0;

  async function read(url: string): Promise<string> {
    const file = join(folder, `${++pictures}.png`);
    writeFileSync(file, Buffer.from(url.split(',')[1] ?? '', 'base64'));
    const { stdout } = await run(tesseract, [file, '-', '--psm', '6'], {
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    });
    return stdout.trim();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    if (failing.left > 0) {
      failing.left--;
      response.writeHead(failing.status, { 'content-type': 'application/json' });
      return void response.end('{"error":{"message":"busy"}}');
    }
    const messages = body.messages as { role: string; content: string | Part[] }[];
    const parts = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    const images = parts.flatMap(({ image_url }) => (image_url ? [image_url.url] : []));
    const system = String(messages.find(({ role }) => role === 'system')?.content ?? '');
    asked.push({ system, mediaTypes: images.map((url) => /^data:([^;]+)/.exec(url)?.[1] ?? '') });
    const text = (await Promise.all(images.map(read))).join('\n\n');
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ id: 'r', object: 'chat.completion.chunk', created: 1, model: body.model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${chunk({ role: 'assistant', content: text }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    fail(status, left) {
      failing = { status, left };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
