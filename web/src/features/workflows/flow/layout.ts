import * as dagre from '@dagrejs/dagre';
import { type DraftGraph, type DraftNode, type Level, layoutKey, linksOf, type Point } from './draft.ts';
import { rowPorts } from './ports.ts';

export const CARD_WIDTH = 220;
export const HEAD_HEIGHT = 60;
export const ROW_HEIGHT = 24;
export const FOOT_HEIGHT = 28;
const RANK_GAP = 60;
const NODE_GAP = 32;

export function cardHeight(node: DraftNode, hasFoot: boolean): number {
  return HEAD_HEIGHT + rowPorts(node).length * ROW_HEIGHT + (hasFoot ? FOOT_HEIGHT : 0);
}

/** Where every node of a graph goes, from left to right. */
export function autoLayout(graph: DraftGraph, hasFoot = false): Map<string, Point> {
  const sheet = new dagre.graphlib.Graph({ multigraph: true });
  sheet.setGraph({ rankdir: 'LR', ranksep: RANK_GAP, nodesep: NODE_GAP });
  const ids = new Set(graph.nodes.map(({ id }) => id));
  for (const node of graph.nodes) {
    sheet.setNode(node.id, { width: CARD_WIDTH, height: cardHeight(node, hasFoot) });
  }
  for (const { from, port, to } of linksOf(graph)) {
    if (ids.has(from) && ids.has(to)) sheet.setEdge(from, to, {}, port);
  }
  dagre.layout(sheet);
  return new Map(
    graph.nodes.map((node) => {
      const { x, y } = sheet.node(node.id) as Point;
      return [
        node.id,
        { x: Math.round(x - CARD_WIDTH / 2), y: Math.round(y - cardHeight(node, hasFoot) / 2) },
      ];
    }),
  );
}

/** The places that were chosen; a level without any is laid out whole, a new node goes behind what it follows. */
export function positionsOf(
  graph: DraftGraph,
  level: Level,
  layout: Record<string, Point> | undefined,
  hasFoot = false,
): Map<string, Point> {
  const chosen = new Map<string, Point>();
  for (const { id } of graph.nodes) {
    const point = layout?.[layoutKey(level, id)];
    if (point) chosen.set(id, point);
  }
  if (chosen.size === 0) return autoLayout(graph, hasFoot);
  const links = linksOf(graph);
  for (const node of graph.nodes) {
    if (chosen.has(node.id)) continue;
    const before = links.find(({ to, from }) => to === node.id && chosen.has(from))?.from;
    chosen.set(
      node.id,
      freePlace(behind(before === undefined ? undefined : chosen.get(before), chosen), chosen),
    );
  }
  return chosen;
}

function behind(point: Point | undefined, taken: ReadonlyMap<string, Point>): Point {
  if (point) return { x: point.x + CARD_WIDTH + RANK_GAP, y: point.y };
  const points = [...taken.values()];
  return {
    x: Math.min(...points.map(({ x }) => x)),
    y: Math.max(...points.map(({ y }) => y)) + HEAD_HEIGHT * 2,
  };
}

/** The place, or the next one below that no card covers. */
export function freePlace(wanted: Point, taken: ReadonlyMap<string, Point>): Point {
  const covers = ({ x, y }: Point, point: Point) =>
    Math.abs(x - point.x) < CARD_WIDTH && Math.abs(y - point.y) < HEAD_HEIGHT + NODE_GAP;
  const place = { ...wanted };
  while ([...taken.values()].some((point) => covers(point, place))) place.y += HEAD_HEIGHT + NODE_GAP;
  return place;
}
