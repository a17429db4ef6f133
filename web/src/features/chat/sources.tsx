import { UnstyledButton } from '@mantine/core';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';
import chip from './citation.module.css';
import { CitationContext } from './citation-context.ts';
import { CitationName } from './citation-name.tsx';
import styles from './message.module.css';

const MAX_SHOWN = 8;

/** The documents below an answer; the full list is in the panel. */
export function Sources({ citations }: { citations: readonly Citation[] }) {
  const { t } = useTranslation();
  const { open } = useContext(CitationContext);
  if (citations.length === 0) return null;
  return (
    <nav className={styles.sources} aria-label={t('chat.sources')}>
      {citations.slice(0, MAX_SHOWN).map((citation) => (
        <UnstyledButton
          key={citation.index}
          className={styles.source}
          onClick={() => open(citation)}
          data-testid="source"
        >
          <span className={chip.chip}>{citation.index}</span>
          <CitationName citation={citation} size="xs" />
        </UnstyledButton>
      ))}
    </nav>
  );
}
