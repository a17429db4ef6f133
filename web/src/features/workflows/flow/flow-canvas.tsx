import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  type Connection,
  type NodeChange,
  Panel,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
} from '@xyflow/react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CanvasControls } from './canvas-controls.tsx';
import type { Arrow, Card } from './card.ts';
import type { Link, Point } from './draft.ts';
import styles from './flow.module.css';
import { type Direction, neighbour } from './neighbour.ts';
import { NodeCard } from './node-card.tsx';
import { bringIntoView, showReadably } from './view.ts';

const NODE_TYPES = { card: NodeCard };
const ARROW_KEYS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export interface FlowCanvasProps {
  cards: Card[];
  arrows: Arrow[];
  isEditable: boolean;
  /** Names the level that is shown: another one is fitted into the view anew. */
  viewKey: string;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
  onTap?: (id: string) => void;
  onConnect?: (link: Link) => void;
  onDisconnect?: (links: Link[]) => void;
  onMove?: (places: ReadonlyMap<string, Point>) => void;
  onRemove?: (ids: ReadonlySet<string>) => void;
  onDropNew?: (type: string, at: Point) => void;
  onTidy?: () => void;
  children?: ReactNode;
}

const linkOf = ({
  source,
  sourceHandle,
  target,
}: Pick<Arrow, 'source' | 'sourceHandle' | 'target'>): Link => ({
  from: source,
  port: sourceHandle ?? 'done',
  to: target,
});

/** Nodes and arrows of one level, to be looked at or edited. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider key={props.viewKey}>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas(props: FlowCanvasProps) {
  const { cards, arrows, isEditable, selected, onSelect, onOpen } = props;
  const { t } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const box = useRef<HTMLDivElement>(null);
  const flow = useRef<ReactFlowInstance<Card, Arrow> | null>(null);
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point>>(new Map());
  const [chosenArrows, setChosenArrows] = useState<ReadonlySet<string>>(new Set());
  const nodes = cards.map((card) => ({ ...card, position: dragged.get(card.id) ?? card.position }));
  const edges = arrows.map((arrow) => ({ ...arrow, selected: chosenArrows.has(arrow.id) }));

  const [chosen] = selected;
  const toShow = selected.size === 1 ? cards.find(({ id }) => id === chosen) : undefined;
  const shown = useRef(toShow);
  useEffect(() => {
    const isNew = toShow !== undefined && shown.current?.id !== toShow.id;
    shown.current = toShow;
    if (isNew && flow.current && box.current) {
      bringIntoView(flow.current, box.current.getBoundingClientRect(), toShow);
    }
  }, [toShow]);

  const change = (changes: NodeChange<Card>[]) => {
    const places = new Map(dragged);
    const chosen = new Set(selected);
    for (const one of changes) {
      if (one.type === 'position' && one.position) places.set(one.id, one.position);
      if (one.type === 'select') chosen[one.selected ? 'add' : 'delete'](one.id);
    }
    if (changes.some(({ type }) => type === 'position')) setDragged(places);
    if (changes.some(({ type }) => type === 'select')) onSelect(chosen);
  };
  const drop = () => {
    if (dragged.size > 0) props.onMove?.(dragged);
    setDragged(new Map());
  };
  const remove = () => {
    const links = arrows.filter(({ id }) => chosenArrows.has(id)).map(linkOf);
    if (links.length > 0) props.onDisconnect?.(links);
    if (selected.size > 0) props.onRemove?.(selected);
    setChosenArrows(new Set());
  };
  const goTo = (id: string) => {
    onSelect(new Set([id]));
    box.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  /** Before the canvas's own keys, which would move the node. */
  const press = (event: KeyboardEvent) => {
    const onNode = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node');
    const id = onNode?.dataset['id'] ?? [...selected][0];
    const direction = ARROW_KEYS[event.key];
    if (direction && !event.ctrlKey && !event.metaKey) {
      const next = id === undefined ? cards[0]?.id : neighbour(cards, id, direction);
      if (next) goTo(next);
    } else if (event.key === 'Enter' && onNode && id !== undefined) {
      onSelect(new Set([id]));
      onOpen(id);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && isEditable) {
      remove();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the nodes inside are taken on their way down
    <div
      ref={box}
      className={styles.canvas}
      onKeyDownCapture={press}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const type = event.dataTransfer.getData('application/x-node');
        const at = flow.current?.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (type && at) props.onDropNew?.(type, at);
      }}
      data-testid="flow-canvas"
    >
      <ReactFlow<Card, Arrow>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={scheme}
        aria-label={t('flow.canvas')}
        ariaLabelConfig={{
          'node.a11yDescription.default': t('flow.keys'),
          'node.a11yDescription.keyboardDisabled': t('flow.keys'),
          'edge.a11yDescription.default': t('flow.arrowKeys'),
        }}
        onInit={(instance) => {
          flow.current = instance;
          showReadably(instance);
        }}
        onNodesChange={change}
        onEdgesChange={(changes) => {
          const chosen = new Set(chosenArrows);
          for (const one of changes)
            if (one.type === 'select') chosen[one.selected ? 'add' : 'delete'](one.id);
          setChosenArrows(chosen);
        }}
        onNodeDragStop={drop}
        onSelectionDragStop={drop}
        onNodeClick={(_, { id }) => props.onTap?.(id)}
        onNodeDoubleClick={(_, { id }) => onOpen(id)}
        onConnect={(connection: Connection) =>
          props.onConnect?.(linkOf({ ...connection, sourceHandle: connection.sourceHandle ?? null }))
        }
        isValidConnection={({ source, target }) => source !== target}
        nodesDraggable={isEditable}
        nodesConnectable={isEditable}
        edgesFocusable={isEditable}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        minZoom={0.15}
        maxZoom={1.75}
        proOptions={{ hideAttribution: true }}
        defaultEdgeOptions={{ type: 'default' }}
      >
        <Background gap={22} size={1.4} />
        <CanvasControls onTidy={props.onTidy} />
        {props.children && <Panel position="top-left">{props.children}</Panel>}
      </ReactFlow>
    </div>
  );
}
