import type { Node } from './definition.ts';
import { type Exit, type Frame, pathOf } from './frame.ts';
import { edgesOf } from './graph.ts';
import { stepName } from './step-name.ts';

/**
 * Waits until a node may begin, or never will. `all` waits for every arrow to be decided and begins if one was
 * taken, so that it joins parallel branches and merges exclusive ones alike (dead path elimination,
 * Leymann and Roller 2000). A number waits for so many taken arrows and does not wait for the others.
 */
export async function arrive(frame: Frame, node: Node): Promise<boolean> {
  const edges = edgesOf([node]);
  if (edges.length === 0) return true;
  const taken = edges.map(async ({ from, port }) => isTaken(await frame.exits.get(from)!.promise, port));
  if (node.join === 'all') return (await Promise.all(taken)).includes(true);
  const wanted = node.join === 'any' ? 1 : node.join;
  const arrived = await firstTaken(taken, wanted);
  if (!arrived) return false;
  const step = stepName(pathOf(frame, node), '~join');
  await frame.run.host.record(step, () => arrived.map((index) => node.after[index]!));
  return true;
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
