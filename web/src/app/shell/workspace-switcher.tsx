import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../lib/client.tsx';
import { useMe } from '../../lib/queries.ts';
import { Logo } from '../../ui/logo.tsx';
import styles from './shell.module.css';

export function WorkspaceSwitcher() {
  const { t } = useTranslation();
  const { workspace: current, workspaces } = useMe();
  const { workspace } = useClient();
  const queries = useQueryClient();
  const router = useRouter();
  const enter = async (id: string) => {
    workspace.choose(id);
    await router.navigate({ to: '/chat' });
    await queries.resetQueries();
  };
  return (
    <Menu position="bottom-start" width={256}>
      <Menu.Target>
        <UnstyledButton className={styles.switcher}>
          <Logo size={30} />
          <span style={{ flex: 1, minWidth: 0 }}>
            <Text fw={600} size="sm" truncate>
              {current.name}
            </Text>
            <Text size="xs" c="dimmed">
              AgenticGen
            </Text>
          </span>
          <IconSelector size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.workspaces')}</Menu.Label>
        {workspaces.map(({ id, name, role }) => (
          <Menu.Item
            key={id}
            onClick={() => void enter(id)}
            rightSection={id === current.id ? <IconCheck size={16} /> : null}
          >
            <Text size="sm">{name}</Text>
            <Text size="xs" c="dimmed">
              {t(`role.${role}`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
