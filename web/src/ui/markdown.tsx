import { lazy, memo, Suspense, useRef } from 'react';
import styles from './markdown.module.css';
import type { MarkdownBodyProps } from './markdown-body.tsx';
import { useFocusableCode } from './use-focusable-code.ts';

const MarkdownBody = lazy(() => import('./markdown-body.tsx'));

/** Markdown as it grows. The renderer is a large chunk: until it is there the text stands as it is. */
export const Markdown = memo(function Markdown(props: MarkdownBodyProps) {
  const box = useRef<HTMLDivElement>(null);
  useFocusableCode(box);
  return (
    <div className={styles.markdown} ref={box} data-testid="markdown">
      <Suspense fallback={<div className={styles.plain}>{props.text}</div>}>
        <MarkdownBody {...props} />
      </Suspense>
    </div>
  );
});
