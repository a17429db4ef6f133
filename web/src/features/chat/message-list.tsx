import { ActionIcon, Stack } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';
import { AssistantMessage } from './assistant-message.tsx';
import styles from './chat-page.module.css';
import type { ThreadEntry } from './thread.ts';
import { useLatest } from './use-latest.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';
import type { useTurns } from './use-turns.ts';
import { UserMessage } from './user-message.tsx';

interface MessageListProps {
  thread: readonly ThreadEntry[];
  mayEdit: boolean;
  onEnded: () => Promise<void>;
  onCitation: (citation: Citation, all: readonly Citation[]) => void;
  turns: ReturnType<typeof useTurns>;
}

export function MessageList({ thread, mayEdit, onEnded, onCitation, turns }: MessageListProps) {
  const { t } = useTranslation();
  const { frame, content, isAway, jump } = useStickToBottom();
  const latest = useLatest({ onEnded, onCitation });
  const ended = useCallback(() => void latest.current.onEnded(), [latest]);
  const cite = useCallback(
    (citation: Citation, all: readonly Citation[]) => latest.current.onCitation(citation, all),
    [latest],
  );
  const questions = thread.filter(({ message }) => message.role === 'user');
  const newest = questions.at(-1)?.message.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question brings the reader back to the end
  useEffect(() => jump(), [newest, jump]);
  return (
    <div className={styles.scroll} ref={frame} data-testid="message-list">
      <Stack ref={content} gap={6} className={styles.thread ?? ''} role="log" aria-label={t('chat.messages')}>
        {thread.map(({ message, siblings }) => {
          const siblingIds = siblings.map((sibling) => sibling.id).join(' ');
          return message.role === 'user' ? (
            <UserMessage
              key={message.id}
              message={message}
              siblingIds={siblingIds}
              mayEdit={mayEdit}
              onBranch={turns.switchTo}
              onEdit={turns.edit}
            />
          ) : (
            <AssistantMessage
              key={message.id}
              message={message}
              siblingIds={siblingIds}
              mayEdit={mayEdit}
              onEnded={ended}
              onCitation={cite}
              onBranch={turns.switchTo}
              onRegenerate={turns.regenerate}
            />
          );
        })}
      </Stack>
      {isAway && (
        <ActionIcon
          className={styles.jump ?? ''}
          variant="default"
          radius="xl"
          size={38}
          aria-label={t('chat.jump')}
          onClick={jump}
        >
          <IconArrowDown size={18} />
        </ActionIcon>
      )}
    </div>
  );
}
