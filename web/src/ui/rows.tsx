import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './rows.module.css';

/** A list whose rows stand below each other in one frame. */
export function Rows({ children }: { children: ReactNode }) {
  return <div className={styles.rows}>{children}</div>;
}

export function Row({ children, testId }: { children: ReactNode; testId?: string }) {
  return (
    <div className={styles.row} data-testid={testId}>
      {children}
    </div>
  );
}

/** A row that leads somewhere: what it is on the left, the rest on the right. */
export function RowLink({ to, main, children, testId }: RowLinkProps) {
  return (
    <Link to={to} className={`${styles.row} ${styles.link}`} data-testid={testId}>
      <span className={styles.main}>{main}</span>
      {children}
      <IconChevronRight size={16} className={styles.arrow} aria-hidden />
    </Link>
  );
}

interface RowLinkProps {
  to: string;
  main: ReactNode;
  children?: ReactNode;
  testId?: string;
}

export interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next page of a list, while there is one. */
export function MoreButton({ of }: { of: Paged }) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return (
    <Button
      variant="default"
      mt="md"
      loading={of.isFetchingNextPage}
      onClick={() => void of.fetchNextPage()}
      style={{ alignSelf: 'flex-start' }}
    >
      {t('common.more')}
    </Button>
  );
}
