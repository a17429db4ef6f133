import { ActionIcon, Box, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMenu2, IconPencilPlus } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../ui/logo.tsx';
import styles from './shell.module.css';
import { Sidebar } from './sidebar.tsx';

/** From here on the sidebar stands beside the page; the kit's breakpoint md. */
const WIDE = '(min-width: 62em)';

/** The frame of every page behind sign-in: a sidebar on wide screens, a bar with a drawer on phones. */
export function Shell() {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    close();
    // A reader of the screen is told of the new page, unless the page has put the focus somewhere itself.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  return (
    <div className={styles.shell}>
      {isWide && (
        <div className={styles.side}>
          <Sidebar />
        </div>
      )}
      <Drawer
        opened={isOpen && !isWide}
        onClose={close}
        size={300}
        withCloseButton={false}
        padding={0}
        attributes={{ content: { 'aria-label': t('shell.navigation') } }}
        styles={{ body: { height: '100%' } }}
      >
        <Sidebar />
      </Drawer>
      <div className={styles.content}>
        <Box component="header" className={styles.bar} hiddenFrom="md">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.openMenu')} onClick={open}>
            <IconMenu2 size={22} />
          </ActionIcon>
          <Logo size={26} />
          <ActionIcon
            component={Link}
            to="/chat"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('shell.newChat')}
          >
            <IconPencilPlus size={21} />
          </ActionIcon>
        </Box>
        <main id="main" tabIndex={-1} ref={main} className={styles.main}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
