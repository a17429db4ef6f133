import { type RefObject, useEffect } from 'react';

/** Blocks that may scroll sideways. The renderer replaces them when the highlighter has loaded. */
const SCROLLING =
  '[data-streamdown="code-block-body"], [data-streamdown="code-block-body"] pre, .overflow-x-auto';

/** Lets the keyboard reach code that scrolls: the renderer has no place to say so. */
export function useFocusableCode(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = box.current;
    if (!root) return;
    const mark = () => {
      for (const block of root.querySelectorAll(SCROLLING)) {
        if (!block.hasAttribute('tabindex')) block.setAttribute('tabindex', '0');
      }
    };
    mark();
    const watcher = new MutationObserver(mark);
    watcher.observe(root, { childList: true, subtree: true });
    return () => watcher.disconnect();
  }, [box]);
}
