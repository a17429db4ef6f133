import type { NodeType } from '@agenticgen/orchestrator/workflow';
import { Button, Drawer, ScrollArea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeWorkflow } from '../../../lib/api-types.ts';
import { useCan } from '../../../lib/queries.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import type { Draft } from '../flow/draft.ts';
import { addNode } from '../flow/edit.ts';
import { lean } from '../flow/lean.ts';
import { draftPorts } from '../flow/ports.ts';
import frame from '../frame.module.css';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DefinitionForm } from './definition-form.tsx';
import styles from './editor.module.css';
import { EditorBar } from './editor-bar.tsx';
import { EditorCanvas } from './editor-canvas.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { NodeForm } from './node-form.tsx';
import { Palette, PaletteMenu } from './palette.tsx';
import { ProblemDock } from './problem-dock.tsx';
import { RunDialog } from './run-dialog.tsx';
import { useEditor } from './use-editor.ts';
import { useEditorKeys } from './use-editor-keys.ts';
import { type PlacedProblem, useProblems } from './use-problems.ts';
import { useSave } from './use-save.ts';
import { VersionsDrawer } from './versions-drawer.tsx';
import { YamlPane, type YamlPaneHandle } from './yaml-pane.tsx';

const WIDE = '(min-width: 75em)';
type Shown = 'form' | 'code';
type Dialog = 'run' | 'versions' | null;

/** The editor: palette, canvas, and beside it the form of what is chosen or the whole as YAML. */
export function WorkflowEditor({ workflow, initial }: { workflow: WholeWorkflow; initial: Draft }) {
  const { t } = useTranslation();
  const can = useCan();
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const editor = useEditor(initial);
  const { draft, level, graph, selected } = editor;
  usePageTitle(draft.name);
  const problems = useProblems(draft);
  const saving = useSave(workflow, draft, editor.change);
  const [shown, setShown] = useState<Shown>('form');
  const [dialog, setDialog] = useState<Dialog>(null);
  const [isPhoneOpen, setPhoneOpen] = useState(false);
  const yaml = useRef<YamlPaneHandle>(null);
  const mayEdit = can('edit', 'Workflow');
  const mayRun = can('run', 'Workflow') && can('create', 'Run');
  const { save, isDirty } = saving;
  const saveByKey = useCallback(() => {
    if (isDirty && problems.length === 0) void save();
  }, [isDirty, problems.length, save]);
  useEditorKeys(editor, !mayEdit, saveByKey);

  const chosen = selected.size === 1 ? graph.nodes.find(({ id }) => selected.has(id)) : undefined;
  const add = (type: NodeType) => {
    const port = chosen && draftPorts(chosen)[0];
    const after = chosen && port !== undefined ? { after: { id: chosen.id, port } } : {};
    const added = addNode(draft, level, type, after);
    editor.change(added.draft, null, new Set([added.id]));
  };
  const goTo = ({ place, path }: PlacedProblem) => {
    editor.go(place.level, place.id === null ? undefined : new Set([place.id]));
    if (shown === 'code') yaml.current?.show(path);
    else setPhoneOpen(true);
  };
  const form = chosen ? (
    <NodeForm
      key={chosen.id}
      editor={editor}
      node={chosen}
      problems={problems.filter(
        ({ place }) => place.id === chosen.id && place.level.join('.') === level.join('.'),
      )}
      isReadOnly={!mayEdit}
    />
  ) : (
    <DefinitionForm editor={editor} isReadOnly={!mayEdit} />
  );
  const panel =
    shown === 'code' ? (
      <YamlPane
        ref={yaml}
        draft={draft}
        isReadOnly={!mayEdit}
        onChange={(next) => editor.change(next, 'yaml')}
        onClose={() => setShown('form')}
      />
    ) : (
      form
    );
  return (
    <div className={frame.page}>
      <EditorBar
        id={workflow.id}
        editor={editor}
        saving={saving}
        problems={problems.length}
        mayEdit={mayEdit}
        mayRun={mayRun}
        isCodeShown={shown === 'code'}
        onCode={() => {
          setShown(shown === 'code' ? 'form' : 'code');
          setPhoneOpen(shown === 'form');
        }}
        onVersions={() => setDialog('versions')}
        onRun={() => setDialog('run')}
      />
      <div className={frame.body}>
        {isWide && mayEdit && (
          <div className={frame.side}>
            <Palette onAdd={add} />
          </div>
        )}
        <div className={styles.column}>
          <EditorCanvas
            editor={editor}
            problems={problems}
            mayEdit={mayEdit}
            onOpen={() => setPhoneOpen(true)}
          >
            {!isWide && mayEdit && (
              <PaletteMenu onAdd={add}>
                <Button size="xs" leftSection={<IconPlus size={15} />}>
                  {t('editor.add')}
                </Button>
              </PaletteMenu>
            )}
            {!isWide && (
              <Button
                size="xs"
                variant="default"
                onClick={() => setPhoneOpen(true)}
                data-testid="editor-details"
              >
                {t('flow.panel')}
              </Button>
            )}
          </EditorCanvas>
          <ProblemDock problems={problems} onGo={goTo} />
        </div>
        {isWide ? (
          <aside
            className={`${frame.panel} ${shown === 'code' ? styles.wide : ''}`}
            aria-label={t('flow.panel')}
          >
            {panel}
          </aside>
        ) : (
          <Drawer
            opened={isPhoneOpen}
            onClose={() => setPhoneOpen(false)}
            position="bottom"
            size="80%"
            padding={0}
            closeButtonProps={{ 'aria-label': t('common.close') }}
            scrollAreaComponent={ScrollArea.Autosize}
            attributes={{ content: { 'aria-label': t('flow.panel') }, header: { role: 'presentation' } }}
            styles={{ header: { minHeight: 44, padding: '4px 12px' }, body: { height: 'calc(100% - 44px)' } }}
          >
            {panel}
          </Drawer>
        )}
      </div>
      <ConflictDialog saving={saving} />
      <LeaveGuard isDirty={saving.isDirty && dialog !== 'run'} />
      {dialog === 'run' && (
        <RunDialog
          id={workflow.id}
          draft={draft}
          saving={saving}
          mayEdit={mayEdit}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'versions' && (
        <VersionsDrawer
          id={workflow.id}
          current={saving.version}
          mayEdit={mayEdit}
          onRestore={(restored) => editor.change(lean(restored))}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
