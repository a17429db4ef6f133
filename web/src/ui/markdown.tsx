import { lazy, memo, Suspense } from 'react';
import styles from './markdown.module.css';
import type { MarkdownBodyProps } from './markdown-body.tsx';

const MarkdownBody = lazy(() => import('./markdown-body.tsx'));

/** Markdown as it grows. The renderer is a large chunk: until it is there the text stands as it is. */
export const Markdown = memo(function Markdown(props: MarkdownBodyProps) {
  return (
    <div className={styles.markdown}>
      <Suspense fallback={<div className={styles.plain}>{props.text}</div>}>
        <MarkdownBody {...props} />
      </Suspense>
    </div>
  );
});
