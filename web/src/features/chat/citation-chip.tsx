import { Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';
import { withoutHeading } from '../../lib/passage-text.ts';
import styles from './citation.module.css';
import { useCitation } from './citation-context.ts';
import { useCitationPlace } from './citation-place.ts';

const EVENTS = { hover: true, focus: true, touch: false };

/**
 * The small number behind a statement, with what it stands for on hover and focus. A mark that names no citation stays
 * the text it was.
 */
export function CitationChip({ index, claim }: { index: number; claim?: number | undefined }) {
  const { t } = useTranslation();
  const { citation, isWrong, isWithheld, open } = useCitation(index, claim);
  if (isWithheld) return <WithheldChip index={index} />;
  if (!citation) return `[${index}]`;
  const name = t('chat.openCitation', { index, name: citation.documentName });
  return (
    <Tooltip
      label={<CitationCard citation={citation} isWrong={isWrong} />}
      events={EVENTS}
      openDelay={250}
      multiline
      w={320}
      classNames={{ tooltip: styles.card ?? '' }}
    >
      <button
        type="button"
        className={styles.chip}
        onClick={open}
        aria-label={isWrong ? `${name}. ${t('evidence.wrongMark')}` : name}
        data-wrong={isWrong || undefined}
        data-testid="citation-chip"
      >
        {index}
      </button>
    </Tooltip>
  );
}

/** A source that is there, but not for this reader. It can be reached by the keyboard, so that it is told why. */
function WithheldChip({ index }: { index: number }) {
  const { t } = useTranslation();
  const text = t('chat.withheldSource');
  return (
    <Tooltip label={text} events={{ ...EVENTS, touch: true }} multiline w={260}>
      <button
        type="button"
        className={styles.chip}
        aria-disabled
        aria-label={`${t('chat.withheldMark', { index })}. ${text}`}
        data-withheld
        data-testid="citation-withheld"
      >
        {index}
      </button>
    </Tooltip>
  );
}

function CitationCard({ citation, isWrong }: { citation: Citation; isWrong: boolean }) {
  const { t } = useTranslation();
  const { documentName, heading, quote } = citation;
  const place = useCitationPlace(citation);
  return (
    <span data-testid="citation-card">
      <Text span size="sm" fw={600} display="block" style={{ overflowWrap: 'anywhere' }}>
        {documentName}
      </Text>
      {place !== '' && (
        <Text span size="xs" c="dimmed" display="block">
          {place}
        </Text>
      )}
      {isWrong && (
        <Text span size="xs" fw={600} display="block" className={styles.wrong ?? ''}>
          {t('evidence.wrongMark')}
        </Text>
      )}
      <Text span size="sm" className={styles.cardQuote ?? ''}>
        {withoutHeading(quote, heading)}
      </Text>
    </span>
  );
}

/** As Markdown names it. */
export function CitationMark({ n, k }: { n?: unknown; k?: unknown }) {
  return <CitationChip index={Number(n)} claim={k === undefined ? undefined : Number(k)} />;
}
