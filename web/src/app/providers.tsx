import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, ClientProvider } from '../lib/client.tsx';
import { cssVariablesResolver, makeTheme } from './theme.ts';

const colorScheme = localStorageColorSchemeManager();

export function Providers(given: { client: Client; queries: QueryClient; children: ReactNode }) {
  const { t } = useTranslation();
  const closeLabel = t('common.close');
  const theme = useMemo(() => makeTheme(closeLabel), [closeLabel]);
  return (
    <ClientProvider client={given.client}>
      <QueryClientProvider client={given.queries}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariablesResolver}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
        >
          <ModalsProvider labels={{ confirm: t('common.confirm'), cancel: t('common.cancel') }}>
            {given.children}
          </ModalsProvider>
          <Notifications position="top-right" />
        </MantineProvider>
      </QueryClientProvider>
    </ClientProvider>
  );
}
