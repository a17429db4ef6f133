import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  text?: string;
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a settings page: heading, what it is for, one act. */
export function Section({ title, text, action, children }: SectionProps) {
  return (
    <Box component="section" mb={36}>
      <Group justify="space-between" align="flex-end" mb="md">
        <div style={{ flex: 1, minWidth: 200 }}>
          <Title order={2} size="h4">
            {title}
          </Title>
          {text && (
            <Text size="sm" c="dimmed" maw={620}>
              {text}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </Box>
  );
}
