import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface WaitBoxProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}

/** The frame of a wait that is not over. Its title is said to readers of the screen as it comes. */
export function WaitBox({ icon, title, children }: WaitBoxProps) {
  return (
    <div className={styles.open}>
      <Stack gap="sm">
        <Group gap={8} wrap="nowrap" align="flex-start">
          {icon}
          <Text size="sm" fw={600} role="status" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
        </Group>
        {children}
      </Stack>
    </div>
  );
}
