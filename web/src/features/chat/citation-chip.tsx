import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './citation.module.css';
import { useCitation } from './citation-context.ts';

/** The small number behind a statement. A mark that names no citation stays the text it was. */
export function CitationChip({ index }: { index: number }) {
  const { t } = useTranslation();
  const { citation, open } = useCitation(index);
  if (!citation) return `[${index}]`;
  return (
    <Tooltip label={citation.documentName} openDelay={300}>
      <button
        type="button"
        className={styles.chip}
        onClick={open}
        aria-label={t('chat.openCitation', { index, name: citation.documentName })}
        data-testid="citation-chip"
      >
        {index}
      </button>
    </Tooltip>
  );
}

/** As Markdown names it. */
export function CitationMark({ n }: { n?: unknown }) {
  return <CitationChip index={Number(n)} />;
}
