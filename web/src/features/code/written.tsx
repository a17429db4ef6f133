import { useTranslation } from 'react-i18next';
import styles from './code-page.module.css';
import type { Piece } from './output-fold.ts';

/** What code has written, each stream in its colour. */
export function Written({ pieces }: { pieces: readonly Piece[] }) {
  const { t } = useTranslation();
  return (
    <pre
      className={styles.output}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long output is scrolled with the keyboard
      tabIndex={0}
      role="log"
      aria-label={t('code.output')}
      data-testid="written"
    >
      {pieces.map(({ stream, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
        <span key={index} data-stream={stream}>
          {text}
        </span>
      ))}
    </pre>
  );
}
