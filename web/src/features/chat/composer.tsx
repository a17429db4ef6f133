import { ActionIcon, FileButton, Group, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPaperclip, IconPlayerStopFilled } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AttachmentTray } from './attachment-tray.tsx';
import styles from './composer.module.css';
import { ComposerOptions } from './composer-options.tsx';
import { shouldSend } from './send-key.ts';
import type { TurnOptions } from './turn-options.ts';
import { useAttachments } from './use-attachments.ts';

export interface Draft {
  text: string;
  attachments: string[];
}

const CHOSEN_FROM = ['GET /api/v1/agents', 'GET /api/v1/models'];

interface ComposerProps {
  options: TurnOptions;
  onOptions: (options: TurnOptions) => void;
  /** Comes back once the server has it; then the field is emptied. A failure keeps the draft. */
  onSend: (draft: Draft) => Promise<void>;
  /** Set while an answer is under way. */
  onStop?: (() => void) | undefined;
  initialText?: string;
  autoFocus?: boolean;
}

export function Composer({
  options,
  onOptions,
  onSend,
  onStop,
  initialText = '',
  autoFocus = true,
}: ComposerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(initialText);
  const [isSending, setSending] = useState(false);
  const [isOver, setOver] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const attachments = useAttachments();
  const queries = useQueryClient();
  const isEmpty = text.trim() === '' && attachments.ids.length === 0;
  const canSend = !isEmpty && !isSending && !attachments.isUploading && !onStop;

  const send = async () => {
    if (!canSend) return;
    setSending(true);
    try {
      await onSend({ text, attachments: attachments.ids });
      setText('');
      attachments.clear();
    } catch {
      // The page has said what went wrong; the draft stays for another try. It may be that what was chosen is gone.
      for (const key of CHOSEN_FROM) void queries.invalidateQueries({ queryKey: [key] });
    } finally {
      setSending(false);
      field.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!shouldSend(event.nativeEvent)) return;
    event.preventDefault();
    void send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attachments.add(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    attachments.add([...event.dataTransfer.files]);
  };
  return (
    <section
      className={styles.composer}
      data-over={isOver}
      aria-label={t('chat.composer')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <AttachmentTray items={attachments.items} isOver={attachments.isOver} onRemove={attachments.remove} />
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={10}
        autoFocus={autoFocus}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        placeholder={isOver ? t('chat.drop') : t('chat.placeholder')}
        aria-label={t('chat.message')}
        classNames={{ input: styles.input ?? '' }}
        data-testid="composer-input"
      />
      <Group gap={4} px={8} pb={8} wrap="nowrap">
        <FileButton
          multiple
          onChange={(files) => attachments.add(files)}
          inputProps={{ 'data-testid': 'composer-attach' } as object}
        >
          {(props) => (
            <Tooltip label={t('chat.attach')}>
              <ActionIcon {...props} variant="subtle" color="gray" size="lg" aria-label={t('chat.attach')}>
                <IconPaperclip size={19} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
        </FileButton>
        <Group gap={2} flex={1} miw={0} wrap="nowrap" className={styles.options}>
          <ComposerOptions value={options} onChange={onOptions} />
        </Group>
        {onStop ? (
          <ActionIcon
            size={36}
            radius="xl"
            color="dark.5"
            aria-label={t('chat.stop')}
            onClick={onStop}
            data-testid="composer-stop"
          >
            <IconPlayerStopFilled size={16} />
          </ActionIcon>
        ) : (
          <ActionIcon
            size={36}
            radius="xl"
            aria-label={t('chat.send')}
            disabled={!canSend}
            loading={isSending}
            onClick={() => void send()}
            data-testid="composer-send"
          >
            <IconArrowUp size={19} />
          </ActionIcon>
        )}
      </Group>
    </section>
  );
}
