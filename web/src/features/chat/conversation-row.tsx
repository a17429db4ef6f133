import { IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api-types.ts';
import styles from './conversation-list.module.css';
import { ConversationMenu } from './conversation-menu.tsx';

export function ConversationRow({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { id, title, visibility } = conversation;
  return (
    <div className={styles.row} data-testid="conversation-row">
      <Link to="/chat/$conversationId" params={{ conversationId: id }} className={styles.link}>
        {visibility === 'workspace' && <IconUsers size={14} aria-label={t('chat.shared')} />}
        <span>{title || t('chat.untitled')}</span>
      </Link>
      <div className={styles.menu}>
        <ConversationMenu conversation={conversation} />
      </div>
    </div>
  );
}
