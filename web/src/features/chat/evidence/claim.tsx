import { lazy, type ReactNode, Suspense, useContext } from 'react';
import { CitationContext } from '../citation-context.ts';
import styles from './evidence.module.css';

const ClaimFlag = lazy(() => import('./claim-flag.tsx').then((file) => ({ default: file.ClaimFlag })));

/** A sentence that its source does not say, as Markdown names it. */
export function ClaimText({ children }: { children?: ReactNode }) {
  return (
    <span className={styles.claim} data-testid="claim-flagged">
      {children}
    </span>
  );
}

/** Behind such a sentence: what is wrong with it. */
export function ClaimFlagMark({ k }: { k?: unknown }) {
  const { claims, list, open } = useContext(CitationContext);
  const claim = claims[Number(k)];
  if (!claim) return null;
  const better = list.find(({ index }) => index === claim.better);
  const span = claim.spans.find(({ index }) => index === claim.better);
  return (
    <Suspense>
      <ClaimFlag claim={claim} better={better} onOpen={() => better && open({ ...better, ...span })} />
    </Suspense>
  );
}
