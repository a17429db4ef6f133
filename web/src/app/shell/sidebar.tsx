import { Box, Button, Stack } from '@mantine/core';
import { IconBooks, IconPencilPlus, IconRobot, IconSettings, IconTimeline } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConversationList } from '../../features/chat/conversation-list.tsx';
import { useCan } from '../../lib/queries.ts';
import styles from './shell.module.css';
import { UserMenu } from './user-menu.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

const LINKS = [
  { to: '/agents', label: 'shell.agents', icon: IconRobot, subject: 'Agent' },
  { to: '/knowledge', label: 'shell.knowledge', icon: IconBooks, subject: 'Knowledge' },
  { to: '/runs', label: 'shell.runs', icon: IconTimeline, subject: 'Run' },
  { to: '/settings', label: 'shell.settings', icon: IconSettings, subject: null },
] as const;

export function Sidebar() {
  const { t } = useTranslation();
  const can = useCan();
  const links = LINKS.filter(({ subject }) => subject === null || can('read', subject));
  return (
    <div className={styles.sidebar}>
      <Box className={styles.top}>
        <WorkspaceSwitcher />
        {can('create', 'Conversation') && (
          <Button
            component={Link}
            to="/chat"
            fullWidth
            mt="sm"
            variant="filled"
            leftSection={<IconPencilPlus size={17} />}
            data-testid="new-chat"
          >
            {t('shell.newChat')}
          </Button>
        )}
      </Box>
      <Stack component="nav" gap={2} px={12} aria-label={t('shell.navigation')}>
        {links.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={styles.link} activeOptions={{ includeSearch: false }}>
            <Icon size={18} stroke={1.7} />
            {t(label)}
          </Link>
        ))}
      </Stack>
      <div className={styles.list}>
        <ConversationList />
      </div>
      <div className={styles.user}>
        <UserMenu />
      </div>
    </div>
  );
}
