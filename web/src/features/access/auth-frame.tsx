import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { Logo } from '../../ui/logo.tsx';
import styles from './auth-frame.module.css';

interface AuthFrameProps {
  title: string;
  text: string;
  children: ReactNode;
}

/** The frame of the pages before sign-in. */
export function AuthFrame({ title, text, children }: AuthFrameProps) {
  usePageTitle(title);
  return (
    <main id="main" tabIndex={-1} className={styles.page}>
      <Center mih="100dvh" p="md">
        <Box w="100%" maw={420}>
          <Group justify="center" gap="sm" mb="xl">
            <Logo size={36} />
            <Text fw={650} fz={22} lts="-0.02em">
              AgenticGen
            </Text>
          </Group>
          <Paper className={styles.card} radius="lg" p={{ base: 'lg', sm: 32 }}>
            <Stack gap={4} mb="lg">
              <Title order={1} size="h3">
                {title}
              </Title>
              <Text c="dimmed" size="sm">
                {text}
              </Text>
            </Stack>
            {children}
          </Paper>
          <Group justify="center" mt="lg">
            <LanguageSwitch />
          </Group>
        </Box>
      </Center>
    </main>
  );
}
