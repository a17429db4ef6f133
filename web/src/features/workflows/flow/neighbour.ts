import type { Point } from './draft.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const AXES: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};
/** How much a node off the straight line counts as further away. */
const SIDEWAYS = 2.5;

/** The node that an arrow key goes to: the nearest one in that direction. */
export function neighbour(
  nodes: readonly { id: string; position: Point }[],
  from: string,
  direction: Direction,
): string | null {
  const start = nodes.find(({ id }) => id === from)?.position;
  if (!start) return nodes[0]?.id ?? null;
  const { x, y } = AXES[direction];
  let best: { id: string; distance: number } | null = null;
  for (const { id, position } of nodes) {
    const dx = position.x - start.x;
    const dy = position.y - start.y;
    const ahead = dx * x + dy * y;
    if (id === from || ahead <= 0) continue;
    const distance = ahead + Math.abs(dx * y + dy * x) * SIDEWAYS;
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id ?? null;
}
