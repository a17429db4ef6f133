import { ActionIcon, Button, Group, Textarea, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, StoredFile } from '../../lib/api-types.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Figure, isFigure } from '../../ui/figure.tsx';
import { FileChip } from '../../ui/file-chip.tsx';
import { BranchSwitcher } from './branch-switcher.tsx';
import styles from './message.module.css';
import { shouldSend } from './send-key.ts';

interface UserMessageProps {
  message: Message;
  siblingIds: string;
  mayEdit: boolean;
  onBranch: (id: string) => void;
  onEdit: (message: Message, text: string) => Promise<void>;
}

export const UserMessage = memo(function UserMessage(props: UserMessageProps) {
  const { message, siblingIds, mayEdit, onBranch, onEdit } = props;
  const { t } = useTranslation();
  const [isEditing, setEditing] = useState(false);
  const siblings = siblingIds.split(' ');
  if (isEditing) {
    return (
      <EditForm message={message} onDone={() => setEditing(false)} onSave={(text) => onEdit(message, text)} />
    );
  }
  return (
    <article className={styles.user} data-testid="message-user" data-message={message.id}>
      <Attachments files={message.attachments} />
      {message.text && <div className={styles.bubble}>{message.text}</div>}
      <Group gap={2} className={styles.actions ?? ''} data-branched={siblings.length > 1}>
        <BranchSwitcher id={message.id} siblings={siblings} onBranch={onBranch} />
        <CopyButton text={message.text} />
        {mayEdit && (
          <Tooltip label={t('chat.edit')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('chat.edit')}
              onClick={() => setEditing(true)}
              data-testid="message-edit"
            >
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </article>
  );
});

function Attachments({ files }: { files: readonly StoredFile[] }) {
  if (files.length === 0) return null;
  return (
    <Group gap="xs" justify="flex-end">
      {files.map((file) =>
        isFigure(file) ? <Figure key={file.id} file={file} /> : <FileChip key={file.id} file={file} />,
      )}
    </Group>
  );
}

interface EditFormProps {
  message: Message;
  onDone: () => void;
  onSave: (text: string) => Promise<void>;
}

function EditForm({ message, onDone, onSave }: EditFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(message.text);
  const [isSaving, setSaving] = useState(false);
  const save = () => {
    if (!text.trim()) return;
    setSaving(true);
    // On success the branch changes and this form goes with it; a failure has been told and the text stays.
    onSave(text).then(onDone, () => setSaving(false));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
    if (!shouldSend(event.nativeEvent)) return;
    event.preventDefault();
    save();
  };
  return (
    <div>
      <Textarea
        autosize
        autoFocus
        maxRows={12}
        value={text}
        aria-label={t('chat.edit')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-testid="edit-input"
      />
      <Group justify="flex-end" gap="xs" mt="xs">
        <Button variant="default" size="compact-md" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button size="compact-md" loading={isSaving} onClick={save} data-testid="edit-send">
          {t('chat.send')}
        </Button>
      </Group>
    </div>
  );
}
