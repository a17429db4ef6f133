import type { Node } from './definition.ts';
import { type Exit, type Frame, pathOf } from './frame.ts';
import { edgesOf } from './graph.ts';
import { stepName } from './step-name.ts';

/**
 * Waits until a node may begin, or never will. `all` waits for every arrow to be decided and begins if one was
 * taken, so that it joins parallel branches and merges exclusive ones alike (dead path elimination,
 * Leymann and Roller 2000). A number waits for so many taken arrows and not for the others: which came first is
 * recorded, and the node sees only what those knew.
 */
export async function arrive(frame: Frame, node: Node): Promise<boolean> {
  const edges = edgesOf([node]);
  const taken = edges.map(async ({ from, port }) => isTaken(await frame.exits.get(from)!.promise, port));
  if (node.join === 'all') {
    const begins = (await Promise.all(taken)).includes(true) || edges.length === 0;
    know(
      frame,
      node,
      edges.map(({ from }) => from),
    );
    return begins;
  }
  const wanted = node.join === 'any' ? 1 : node.join;
  const arrived = edges.length === 0 ? [] : await firstTaken(taken, wanted);
  if (!arrived) {
    know(frame, node, []);
    return false;
  }
  const step = stepName(pathOf(frame, node), '~join');
  await frame.run.replaying.reach(step);
  const sources = await frame.run.host.record(step, () => arrived.map((index) => edges[index]!.from));
  know(frame, node, sources);
  return true;
}

function know(frame: Frame, node: Node, sources: readonly string[]): void {
  const known = sources.flatMap((id) => [id, ...(frame.known.get(id) ?? [])]);
  frame.known.set(node.id, new Set(known));
}

function isTaken(exit: Exit, port: string): boolean {
  return exit.kind === 'left' && exit.ports.includes(port);
}

/** The indices of the first `wanted` that come true, or null once that is impossible. */
function firstTaken(taken: readonly Promise<boolean>[], wanted: number): Promise<number[] | null> {
  return new Promise((resolve) => {
    const arrived: number[] = [];
    let open = taken.length;
    for (const [index, edge] of taken.entries()) {
      void edge.then((isTaken) => {
        open--;
        if (isTaken) arrived.push(index);
        if (arrived.length >= wanted) resolve([...arrived]);
        else if (arrived.length + open < wanted) resolve(null);
      });
    }
  });
}
