import { Group, Text, UnstyledButton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';
import chip from './citation.module.css';
import { CitationContext } from './citation-context.ts';
import { CitationName } from './citation-name.tsx';
import styles from './message.module.css';

const MAX_SHOWN = 8;

/** The documents below an answer; the full list is in the panel. */
export function Sources({
  citations,
  withheld = 0,
}: {
  citations: readonly Citation[];
  /** How many more there are that the reader may not see. */
  withheld?: number;
}) {
  const { t } = useTranslation();
  const { open } = useContext(CitationContext);
  if (citations.length + withheld === 0) return null;
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
      {withheld > 0 && (
        <Group gap={6} wrap="nowrap" c="dimmed" data-testid="sources-withheld">
          <IconLock size={14} aria-hidden />
          <Text size="xs">{t('chat.withheldSources', { count: withheld })}</Text>
        </Group>
      )}
    </nav>
  );
}
