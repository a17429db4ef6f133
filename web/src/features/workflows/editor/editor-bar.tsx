import { ActionIcon, Anchor, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCode,
  IconDeviceFloppy,
  IconHistory,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import frame from '../frame.module.css';
import styles from './editor.module.css';
import { EditorMenu } from './editor-menu.tsx';
import type { Editor } from './use-editor.ts';
import type { Saving } from './use-save.ts';

interface EditorBarProps {
  id: string;
  editor: Editor;
  saving: Saving;
  problems: number;
  mayEdit: boolean;
  mayRun: boolean;
  isCodeShown: boolean;
  onCode: () => void;
  onVersions: () => void;
  onRun: () => void;
}

/** The name of the workflow and what can be done with it. */
export function EditorBar(props: EditorBarProps) {
  const { editor, saving, problems, mayEdit, mayRun } = props;
  const { t } = useTranslation();
  return (
    <div className={frame.bar}>
      <div className={frame.title}>
        <Group gap={6} wrap="nowrap">
          <Anchor component={Link} to="/workflows" size="xs" c="dimmed">
            {t('shell.workflows')}
          </Anchor>
          <Text size="xs" c="dimmed" truncate data-testid="editor-version" data-dirty={saving.isDirty}>
            {t('workflows.version', { version: saving.version })}
            {!mayEdit && ` · ${t('editor.readOnly')}`}
            {saving.isDirty && ` · ${t('editor.unsaved')}`}
          </Text>
          {saving.isDirty && <span className={styles.dot} />}
        </Group>
        <Title order={1} size="h4" lineClamp={1}>
          {editor.draft.name || t('chat.untitled')}
        </Title>
      </div>
      <Group gap={4} wrap="nowrap">
        {mayEdit && (
          <>
            <Sign
              label={t('editor.undo')}
              icon={IconArrowBackUp}
              isOff={!editor.canUndo}
              act={editor.undo}
              id="undo"
            />
            <Sign
              label={t('editor.redo')}
              icon={IconArrowForwardUp}
              isOff={!editor.canRedo}
              act={editor.redo}
              id="redo"
            />
          </>
        )}
        <Sign
          label={t('editor.code')}
          icon={IconCode}
          isOn={props.isCodeShown}
          act={props.onCode}
          id="code"
        />
        <Sign label={t('editor.versions')} icon={IconHistory} act={props.onVersions} id="versions" />
        <EditorMenu id={props.id} draft={editor.draft} />
      </Group>
      {mayEdit && <SaveButton saving={saving} problems={problems} />}
      {mayRun && (
        <Button
          size="sm"
          leftSection={<IconPlayerPlay size={16} />}
          disabled={problems > 0}
          onClick={props.onRun}
          data-testid="editor-run"
        >
          {t('editor.run')}
        </Button>
      )}
    </div>
  );
}

function SaveButton({ saving, problems }: Pick<EditorBarProps, 'saving' | 'problems'>) {
  const { t } = useTranslation();
  const isOff = !saving.isDirty || problems > 0;
  const save = () => void saving.save();
  return (
    <>
      <Button
        variant="default"
        size="sm"
        visibleFrom="sm"
        leftSection={<IconDeviceFloppy size={16} />}
        loading={saving.isPending}
        disabled={isOff}
        onClick={save}
        data-testid="editor-save"
      >
        {t('common.save')}
      </Button>
      <ActionIcon
        variant="default"
        size={36}
        hiddenFrom="sm"
        loading={saving.isPending}
        disabled={isOff}
        onClick={save}
        aria-label={t('common.save')}
      >
        <IconDeviceFloppy size={18} />
      </ActionIcon>
    </>
  );
}

interface SignProps {
  label: string;
  icon: typeof IconCode;
  act: () => void;
  id: string;
  isOff?: boolean;
  isOn?: boolean;
}

function Sign({ label, icon: Icon, act, id, isOff = false, isOn }: SignProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={isOn ? 'light' : 'subtle'}
        color={isOn ? 'spruce' : 'gray'}
        size={34}
        aria-label={label}
        aria-pressed={isOn}
        disabled={isOff}
        onClick={act}
        data-testid={`editor-${id}`}
      >
        <Icon size={19} />
      </ActionIcon>
    </Tooltip>
  );
}
