import type { Edge, Node as FlowNode } from '@xyflow/react';
import type { NodeState } from '../../../lib/api-types.ts';
import { type DraftGraph, type DraftNode, type Level, linksOf, type Point } from './draft.ts';
import { CARD_WIDTH, cardHeight, positionsOf } from './layout.ts';
import { DONE, ERROR } from './ports.ts';

export interface CardData extends Record<string, unknown> {
  node: DraftNode;
  /** How many problems the node has, those inside of it too. */
  problems: number;
  /** Its state in the run that is shown. */
  run: NodeState | null;
  isEditable: boolean;
}

export type Card = FlowNode<CardData, 'card'>;
export type Arrow = Edge<{ isError: boolean }>;

export interface Shown {
  graph: DraftGraph;
  level: Level;
  layout: Record<string, Point> | undefined;
  isEditable: boolean;
  selected: ReadonlySet<string>;
  problems?: ReadonlyMap<string, number>;
  /** States by id; null where no run is shown. */
  run: ReadonlyMap<string, NodeState> | null;
}

/** What the canvas shows of a graph. Sizes are known before anything is drawn, so nothing jumps. */
export function cardsOf({ graph, level, layout, isEditable, selected, problems, run }: Shown): Card[] {
  const hasFoot = run !== null;
  const places = positionsOf(graph, level, layout, hasFoot);
  return graph.nodes.map((node) => {
    const size = { width: CARD_WIDTH, height: cardHeight(node, hasFoot) };
    return {
      id: node.id,
      type: 'card',
      position: places.get(node.id) ?? { x: 0, y: 0 },
      ...size,
      measured: size,
      selected: selected.has(node.id),
      draggable: isEditable,
      connectable: isEditable,
      ariaLabel: node.title || node.id,
      data: { node, problems: problems?.get(node.id) ?? 0, run: run?.get(node.id) ?? null, isEditable },
    };
  });
}

/** One arrow for each `after`; those from or to nothing are problems and no arrows. */
export function arrowsOf({ graph, run, isEditable }: Pick<Shown, 'graph' | 'run' | 'isEditable'>): Arrow[] {
  const ids = new Set(graph.nodes.map(({ id }) => id));
  return linksOf(graph)
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .map(({ from, port, to }) => ({
      id: arrowId(from, port, to),
      source: from,
      sourceHandle: port,
      target: to,
      targetHandle: 'in',
      animated: run !== null && run.get(from)?.state === 'done' && isActive(run.get(to)),
      className: wasTaken(run?.get(from), port) ? 'taken' : port === ERROR ? 'error' : '',
      deletable: isEditable,
      focusable: isEditable,
      data: { isError: port === ERROR },
    }));
}

export const arrowId = (from: string, port: string, to: string): string => `${from}:${port}>${to}`;

const isActive = (state: NodeState | undefined): boolean =>
  state?.state === 'running' || state?.state === 'waiting';

/** Whether the run went this way. */
function wasTaken(state: NodeState | undefined, port: string): boolean {
  if (!state) return false;
  if (port === ERROR) return state.state === 'failed';
  if (state.state === 'skipped') return port === DONE;
  if (state.state !== 'done') return false;
  const [left] = state.ports;
  if (state.type === 'approval') return (left === 'approved' ? DONE : left) === port;
  return state.ports.length === 0 ? port === DONE : state.ports.includes(port);
}
