import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsDiff, IconCalendarTime, IconDots, IconDownload, IconTimeline } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../flow/draft.ts';
import { DraftReplayDialog } from '../run/draft-replay-dialog.tsx';
import { download } from './download.ts';

/** What is rarely wanted: where else to go from the workflow, and its file. */
export function EditorMenu({ id, draft }: { id: string; draft: Draft }) {
  const { t } = useTranslation();
  const [isReplaying, setReplaying] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={t('common.more')}
            data-testid="editor-more"
          >
            <IconDots size={19} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to={`/workflows/runs?workflowId=${id}`}
            leftSection={<IconTimeline size={16} />}
          >
            {t('workflows.itsRuns')}
          </Menu.Item>
          <Menu.Item
            component={Link}
            to={`/workflows/${id}/automation`}
            leftSection={<IconCalendarTime size={16} />}
            data-testid="editor-automation"
          >
            {t('automation.title')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowsDiff size={16} />}
            onClick={() => setReplaying(true)}
            data-testid="editor-replay"
          >
            {t('replay.draftOpen')}
          </Menu.Item>
          {(['yaml', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              leftSection={<IconDownload size={16} />}
              onClick={() => download(draft, format)}
              data-testid={`export-${format}`}
            >
              {t('editor.export', { format: format.toUpperCase() })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isReplaying && <DraftReplayDialog workflowId={id} draft={draft} onClose={() => setReplaying(false)} />}
    </>
  );
}
