import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../lib/client.tsx';
import { useMe } from '../../lib/queries.ts';
import styles from './shell.module.css';
import { useLocale } from './use-locale.ts';

const SCHEMES = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

export function UserMenu() {
  const { t } = useTranslation();
  const { user, workspace } = useMe();
  const { api, sessions } = useClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useLocale(user.locale);
  // Signed out here even if the server cannot be told: the session then ends by itself.
  const signOut = () => api.call('DELETE /api/v1/sessions/current').finally(() => sessions.write(null));
  return (
    <Menu position="top-start" width={256}>
      <Menu.Target>
        <UnstyledButton className={styles.switcher} data-testid="user-menu">
          <Avatar name={user.name} size={30} color="spruce" variant="light" />
          <span style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={550} truncate>
              {user.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {t(`role.${workspace.role}`)}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item
          renderRoot={(props) => <Link to="/settings" search={{ section: 'profile' }} {...props} />}
          leftSection={<IconUser size={16} />}
        >
          {t('settings.profile')}
        </Menu.Item>
        <Menu.Divider />
        {SCHEMES.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            aria-current={colorScheme === value}
            fw={colorScheme === value ? 600 : 400}
            onClick={() => setColorScheme(value)}
          >
            {t(`scheme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => void signOut().catch(() => undefined)}
          data-testid="sign-out"
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
