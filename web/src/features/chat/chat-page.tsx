import { Box, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Conversation, Message } from '../../lib/api-types.ts';
import { useCan } from '../../lib/queries.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { ChatHeader } from './chat-header.tsx';
import styles from './chat-page.module.css';
import { CitationPanel } from './citation-panel.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { optionsFor, rememberOptions } from './remembered-options.ts';
import { threadOf } from './thread.ts';
import { useConversation } from './use-conversation.ts';
import { useTurns } from './use-turns.ts';

/** One conversation. */
export function ChatPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { conversation, messages, reload } = useConversation(id);
  usePageTitle(conversation.data?.title || t('chat.untitled'));
  const error = conversation.data ? messages.error : conversation.error;
  if (!conversation.data || !messages.data) {
    return (
      <Box p="xl" maw={820} mx="auto">
        {error ? (
          <ErrorState error={error} onRetry={() => void reload()} />
        ) : (
          <LoadingRows rows={6} height={64} />
        )}
      </Box>
    );
  }
  return <LoadedChat conversation={conversation.data} messages={messages.data} reload={reload} />;
}

interface LoadedChatProps {
  conversation: Conversation;
  messages: readonly Message[];
  reload: () => Promise<void>;
}

function LoadedChat({ conversation, messages, reload }: LoadedChatProps) {
  const { t } = useTranslation();
  const can = useCan();
  const { id, headId } = conversation;
  const [options, setOptions] = useState(() => optionsFor(id));
  const [cited, setCited] = useState<{ shown: Citation; all: readonly Citation[] } | null>(null);
  const thread = useMemo(() => threadOf(messages, headId), [messages, headId]);
  const turns = useTurns({ id, messages, options, reload });
  const mayEdit = can('edit', 'Conversation', conversation);
  const last = thread.at(-1)?.message;
  const runId = last?.state === 'streaming' ? last.runId : null;
  return (
    <div className={styles.page}>
      <ChatHeader conversation={conversation} />
      <MessageList
        thread={thread}
        mayEdit={mayEdit}
        onEnded={reload}
        onCitation={(shown, all) => setCited({ shown, all })}
        turns={turns}
      />
      <div className={styles.foot}>
        {mayEdit ? (
          <Composer
            options={options}
            onOptions={(next) => {
              setOptions(next);
              rememberOptions(id, next);
            }}
            onSend={(draft) => turns.send(draft)}
            onStop={runId ? () => turns.stop(runId) : undefined}
          />
        ) : (
          <Text ta="center" size="sm" c="dimmed" py="sm">
            {t('chat.readOnly')}
          </Text>
        )}
        <Text ta="center" size="xs" c="dimmed" mt={8} visibleFrom="sm">
          {t('chat.caution')}
        </Text>
      </div>
      <CitationPanel
        shown={cited?.shown ?? null}
        all={cited?.all ?? []}
        onShow={(shown) => setCited((before) => before && { ...before, shown })}
        onClose={() => setCited(null)}
      />
    </div>
  );
}
