import { Group } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { arrowsOf, cardsOf } from '../flow/card.ts';
import { hasContents } from '../flow/draft.ts';
import { addNode, connect, disconnect, moveNodes, removeNodes, tidy } from '../flow/edit.ts';
import { FlowCanvas } from '../flow/flow-canvas.tsx';
import { LevelPath } from '../flow/level-path.tsx';
import { countByNode } from '../flow/problems.ts';
import frame from '../frame.module.css';
import { isNodeType } from './node-fields.ts';
import type { Editor } from './use-editor.ts';
import type { PlacedProblem } from './use-problems.ts';

interface EditorCanvasProps {
  editor: Editor;
  problems: readonly PlacedProblem[];
  mayEdit: boolean;
  onOpen: () => void;
  onTap?: () => void;
  children: ReactNode;
}

/** The canvas of the level that is edited. */
export function EditorCanvas({ editor, problems, mayEdit, onOpen, onTap, children }: EditorCanvasProps) {
  const { draft, level, graph, selected } = editor;
  const counts = useMemo(
    () =>
      countByNode(
        problems.map(({ place }) => place),
        level,
      ),
    [problems, level],
  );
  const shown = {
    graph,
    level,
    layout: draft.layout,
    isEditable: mayEdit,
    selected,
    problems: counts,
    run: null,
  };
  const open = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    if (node && hasContents(node)) return editor.go([...level, id]);
    editor.select(new Set([id]));
    onOpen();
    // The form is there after the next paint.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="field-title"]')?.focus());
  };
  return (
    <div className={frame.canvas}>
      <FlowCanvas
        cards={cardsOf(shown)}
        arrows={arrowsOf(shown)}
        isEditable={mayEdit}
        viewKey={level.join('.')}
        selected={selected}
        onSelect={editor.select}
        onOpen={open}
        {...(onTap ? { onTap } : {})}
        onConnect={(link) => editor.change(connect(draft, level, link))}
        onDisconnect={(links) => editor.change(disconnect(draft, level, links))}
        onMove={(places) => editor.change(moveNodes(draft, level, places))}
        onRemove={(ids) => editor.change(removeNodes(draft, level, ids))}
        onDropNew={(type, at) => {
          if (!isNodeType(type) || !mayEdit) return;
          const added = addNode(draft, level, type, { at });
          editor.change(added.draft, null, new Set([added.id]));
        }}
        {...(mayEdit ? { onTidy: () => editor.change(tidy(draft, level)) } : {})}
      >
        <Group gap="xs">
          <LevelPath
            names={level.map((id, depth) => titleAt(editor, depth) || id)}
            onGo={(depth) => editor.go(level.slice(0, depth))}
          />
          {children}
        </Group>
      </FlowCanvas>
    </div>
  );
}

/** What the map or loop at a depth is called. */
function titleAt({ draft, level }: Editor, depth: number): string {
  let nodes = draft.nodes;
  for (const id of level.slice(0, depth)) nodes = nodes.find((node) => node.id === id)?.do?.nodes ?? [];
  return nodes.find((node) => node.id === level[depth])?.title ?? '';
}
