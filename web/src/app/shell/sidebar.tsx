import { Badge, Box, Button, Stack } from '@mantine/core';
import {
  IconBooks,
  IconCode,
  IconCoins,
  IconInbox,
  IconPencilPlus,
  IconRobot,
  IconSettings,
  IconSitemap,
  IconTimeline,
  IconTool,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConversationList } from '../../features/chat/conversation-list.tsx';
import { useCan } from '../../lib/queries.ts';
import { useApprovalCount } from '../../lib/use-approval-count.ts';
import styles from './shell.module.css';
import { UserMenu } from './user-menu.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

const LINKS = [
  { to: '/agents', label: 'shell.agents', icon: IconRobot, subject: 'Agent', verb: 'read' },
  { to: '/workflows', label: 'shell.workflows', icon: IconSitemap, subject: 'Workflow', verb: 'read' },
  { to: '/tools', label: 'shell.tools', icon: IconTool, subject: 'Tool', verb: 'read' },
  { to: '/approvals', label: 'shell.approvals', icon: IconInbox, subject: null, verb: 'read' },
  { to: '/budgets', label: 'shell.budgets', icon: IconCoins, subject: 'Budget', verb: 'read' },
  { to: '/knowledge', label: 'shell.knowledge', icon: IconBooks, subject: 'Knowledge', verb: 'read' },
  { to: '/code', label: 'shell.code', icon: IconCode, subject: 'Execution', verb: 'run' },
  { to: '/runs', label: 'shell.runs', icon: IconTimeline, subject: 'Run', verb: 'read' },
  { to: '/settings', label: 'shell.settings', icon: IconSettings, subject: null, verb: 'read' },
] as const;

export function Sidebar() {
  const { t } = useTranslation();
  const can = useCan();
  const links = LINKS.filter(({ subject, verb }) => subject === null || can(verb, subject));
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
            {to === '/approvals' && <PendingCount />}
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

/** How many decisions wait, told to a reader of the screen in words. */
function PendingCount() {
  const { t } = useTranslation();
  const count = useApprovalCount();
  if (count === 0) return null;
  return (
    <Badge
      size="sm"
      circle={count < 10}
      ml="auto"
      color="orange.9"
      aria-label={t('approvals.count', { count })}
      data-testid="approval-count"
    >
      {count}
    </Badge>
  );
}
