import { Box, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../lib/use-page-title.ts';

interface PageProps {
  title: string;
  description?: string | undefined;
  above?: ReactNode;
  actions?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** A page with a heading. Chat has a frame of its own. */
export function Page({ title, description, above, actions, width = 1040, children }: PageProps) {
  usePageTitle(title);
  return (
    <Box px={{ base: 'md', sm: 'xl' }} py={{ base: 'md', sm: 32 }} maw={width + 64} mx="auto">
      {above}
      <Stack gap={4} mb={{ base: 'lg', sm: 'xl' }}>
        <Group justify="space-between" align="flex-start" gap="md" wrap="nowrap">
          <Title order={1} size="h2" flex={1} miw={0} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {actions}
        </Group>
        {description && <Text c="dimmed">{description}</Text>}
      </Stack>
      {children}
    </Box>
  );
}
