import { Button, Center } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, Outlet, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { OfflineBanner } from './shell/offline-banner.tsx';

export function RootFrame() {
  const { t } = useTranslation();
  return (
    <>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <OfflineBanner />
      <Outlet />
    </>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Center component="main" id="main" mih="100%">
      <EmptyState icon={IconMapQuestion} title={t('shell.notFound')} text={t('shell.notFoundText')}>
        <Button component={Link} to="/chat">
          {t('shell.home')}
        </Button>
      </EmptyState>
    </Center>
  );
}

export function RootError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} onRetry={again} />;
}
