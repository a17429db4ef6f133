import { Badge, Group, Title } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api-types.ts';
import styles from './chat-page.module.css';
import { ConversationMenu } from './conversation-menu.tsx';

export function ChatHeader({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <header className={styles.head}>
      <Title order={1} fz={15} fw={600} lineClamp={1} flex={1} miw={0}>
        {conversation.title || t('chat.untitled')}
      </Title>
      <Group gap={6} wrap="nowrap">
        {conversation.visibility === 'workspace' && (
          <Badge variant="light" radius="sm" leftSection={<IconUsers size={12} />} tt="none">
            {t('chat.shared')}
          </Badge>
        )}
        <ConversationMenu conversation={conversation} />
      </Group>
    </header>
  );
}
