import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './flow.module.css';

/** Where one is among maps and loops, and the way back out. */
export function LevelPath({ names, onGo }: { names: readonly string[]; onGo: (depth: number) => void }) {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <nav className={styles.path} aria-label={t('flow.path')} data-testid="level-path">
      {[t('flow.whole'), ...names].map((name, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the depth is what it is
        <Fragment key={depth}>
          {depth > 0 && <IconChevronRight size={14} aria-hidden />}
          <UnstyledButton
            className={styles.crumb ?? ''}
            onClick={() => onGo(depth)}
            aria-current={depth === names.length ? 'page' : undefined}
          >
            {name}
          </UnstyledButton>
        </Fragment>
      ))}
    </nav>
  );
}
