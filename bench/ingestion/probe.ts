import type { ServerProcess } from '../../tools/test-servers/product.ts';

const EVERY_MS = 20;
const PATHS = ['/api/v1/me', '/api/v1/conversations', '/api/v1/knowledge/bases'];

/** What somebody else sees who works with the product meanwhile: how long each request took, in ms. */
export function probing(server: ServerProcess): { stop(): Promise<number[]> } {
  const taken: number[] = [];
  let isOver = false;
  const ask = async (path: string) => {
    const began = performance.now();
    const answer = await fetch(`${server.url}${path}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new TypeError(`Cannot measure: ${path} answers ${answer.status}`);
    taken.push(performance.now() - began);
  };
  const work = (async () => {
    for (let turn = 0; !isOver; turn++) {
      await ask(PATHS[turn % PATHS.length] ?? '');
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await work;
      return taken;
    },
  };
}
