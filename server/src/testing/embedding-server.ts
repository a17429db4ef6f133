import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { embed } from '../../../tools/model-server/embedding.ts';

export interface EmbeddingServer extends Disposable {
  /** Where the protocol begins. */
  url: string;
  /** The texts of each request that was answered. */
  asked: string[][];
  /** The texts that were to be ranked, by request. */
  ranked: string[][];
  /** Requests that are being answered now, and the most that ever were. */
  atOnce(): { now: number; most: number };
  /** The next requests get this instead of vectors, but for those of the texts `but`. */
  fail(status: number, count: number, headers?: Record<string, string>, but?: string[]): void;
  /** Requests are not answered until this is called again with false. */
  hold(isHeld: boolean, but?: string[]): void;
}

/** OpenAI's `/embeddings` with vectors of hashed words, and `/rerank`; a model "short" answers too few. */
export async function embeddingServer(): Promise<EmbeddingServer> {
  const asked: string[][] = [];
  const ranked: string[][] = [];
  const held: (() => void)[] = [];
  let [isHeld, now, most] = [false, 0, 0];
  let failing = { status: 500, left: 0, headers: {} as Record<string, string> };
  let spared: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    if (request.url?.endsWith('/rerank')) return rank(body.documents, response);
    const { model, input } = body;
    const texts: string[] = [input].flat();
    const isSpared = texts.every((text) => spared.includes(text));
    most = Math.max(most, ++now);
    if (isHeld && !isSpared) await new Promise<void>((resolve) => held.push(resolve));
    now--;
    const json = { 'content-type': 'application/json' };
    if (failing.left > 0 && !isSpared) {
      failing.left--;
      response.writeHead(failing.status, { ...json, ...failing.headers });
      return void response.end('{"error":{"message":"busy"}}');
    }
    asked.push(texts);
    const width = Number(/dim(\d+)/.exec(model)?.[1] ?? 64);
    const vectors = texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: embed(text, width),
    }));
    response.writeHead(200, json);
    const data = model === 'short' ? vectors.slice(1) : vectors;
    response.end(
      JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } }),
    );
  }

  /** Shorter texts first. */
  function rank(documents: string[], response: ServerResponse): void {
    ranked.push(documents);
    const results = documents.map((text, index) => ({ index, relevance_score: 1 / text.length }));
    response.writeHead(failing.left > 0 ? failing.status : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ results }));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    ranked,
    atOnce: () => ({ now, most }),
    fail(status, left, headers = {}, but = []) {
      spared = but;
      failing = { status, left, headers };
    },
    hold(on, but = []) {
      spared = but;
      isHeld = on;
      if (!on) for (const release of held.splice(0)) release();
    },
    [Symbol.dispose]() {
      for (const release of held.splice(0)) release();
      server.closeAllConnections();
      server.close();
    },
  };
}
