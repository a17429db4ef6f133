import { useCallback, useEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as reading along. */
const NEAR_PX = 80;

/**
 * Keeps the end in sight while it grows, as long as the reader is there; who has scrolled up is left alone.
 * `jump` goes to the end and stays there again.
 */
export function useStickToBottom() {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAway, setAway] = useState(false);

  const jump = useCallback(() => {
    const box = frame.current;
    if (!box) return;
    follows.current = true;
    setAway(false);
    box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = frame.current;
    const inner = content.current;
    if (!box || !inner) return;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // Content that shrinks moves the top, too: only a move upwards away from the end is the reader's.
      if (isNear) follows.current = true;
      else if (box.scrollTop < lastTop) follows.current = false;
      lastTop = box.scrollTop;
      setAway(!isNear && !follows.current);
    };
    const watcher = new ResizeObserver(() => {
      if (follows.current) box.scrollTop = box.scrollHeight;
      else onScroll();
    });
    watcher.observe(inner);
    watcher.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      watcher.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { frame, content, isAway, jump };
}
