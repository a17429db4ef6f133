import { useCallback, useEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as reading along. */
const NEAR_PX = 80;
/** Growth this soon after a click is what the click unfolded. */
const UNFOLDING_MS = 600;

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
    let clickedAt = Number.NEGATIVE_INFINITY;
    const onClick = (event: Event) => {
      clickedAt = event.timeStamp;
    };
    const watcher = new ResizeObserver(() => {
      // What the reader unfolds grows under the reader's eyes: nothing moves.
      if (performance.now() - clickedAt < UNFOLDING_MS) follows.current = false;
      if (follows.current) box.scrollTop = box.scrollHeight;
      else onScroll();
    });
    watcher.observe(inner);
    watcher.observe(box);
    inner.addEventListener('click', onClick);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      watcher.disconnect();
      inner.removeEventListener('click', onClick);
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { frame, content, isAway, jump };
}
