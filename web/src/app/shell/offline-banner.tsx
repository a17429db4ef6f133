import { Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useIsReachable } from '../../lib/client.tsx';
import styles from './shell.module.css';

export function OfflineBanner() {
  const { t } = useTranslation();
  const isReachable = useIsReachable();
  if (isReachable) return null;
  return (
    <div className={styles.offline} role="status" data-testid="offline-banner">
      <IconCloudOff size={16} />
      <Text size="sm">{t('shell.offline')}</Text>
    </div>
  );
}
